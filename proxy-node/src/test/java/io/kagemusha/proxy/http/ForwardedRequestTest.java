package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.AddressRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardedRequestTest {

    private final HttpHeaders headers = new DefaultHttpHeaders();
    private ForwardedRequest forwarded = of("10.0.0.9");

    private static ForwardedRequest of(String client) {
        return new ForwardedRequest(
                "id-1", client, "http", new TrustedProxies(List.of(AddressRange.parse("10.0.0.0/8"))));
    }

    private String written(String version, BodyFraming framing, String host, String shadow) {
        ByteBuf out = Unpooled.buffer();
        forwarded.write(out, new RequestHead("GET", "/received", version, headers, framing), "/sent", host, shadow);
        return out.toString(ISO_8859_1);
    }

    @Test
    void addsWhereTheRequestComesFrom() {
        headers.add("Host", "example.org");

        assertThat(written("HTTP/1.1", BodyFraming.NONE, null, null))
                .isEqualTo("GET /sent HTTP/1.1\r\nHost: example.org\r\nx-forwarded-for: 10.0.0.9\r\n"
                        + "x-forwarded-proto: http\r\nx-forwarded-host: example.org\r\nx-request-id: id-1\r\n"
                        + "via: 1.1 kagemusha\r\n\r\n");
    }

    @Test
    void appendsToWhatEarlierProxiesSaid() {
        headers.add("Host", "example.org")
                .add("X-Forwarded-For", "10.0.0.1")
                .add("x-forwarded-for", "10.0.0.2, 10.0.0.3")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Host", "first.example")
                .add("X-Request-Id", "theirs")
                .add("Via", "1.1 other");

        String head = written("HTTP/1.1", BodyFraming.NONE, null, null);

        assertThat(head)
                .contains("x-forwarded-for: 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.9\r\n")
                .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Host: first.example\r\n")
                .contains("X-Request-Id: theirs\r\n", "Via: 1.1 other\r\n", "via: 1.1 kagemusha\r\n")
                .doesNotContain("id-1", "x-forwarded-host: example.org");
    }

    @Test
    void believesNobodyElseAboutWhoIsBehind() {
        forwarded = of("203.0.113.7");
        headers.add("Host", "example.org")
                .add("X-Forwarded-For", "10.0.0.1")
                .add("x-forwarded-for", "10.0.0.2")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Host", "first.example")
                .add("Forwarded", "for=10.0.0.1")
                .add("Via", "1.1 other");

        assertThat(written("HTTP/1.1", BodyFraming.NONE, null, null))
                .isEqualTo("GET /sent HTTP/1.1\r\nHost: example.org\r\nVia: 1.1 other\r\n"
                        + "x-forwarded-for: 203.0.113.7\r\nx-forwarded-proto: http\r\n"
                        + "x-forwarded-host: example.org\r\nx-request-id: id-1\r\nvia: 1.1 kagemusha\r\n\r\n");
    }

    @Test
    void passesOnWhatATrustedProxySaysInTheStandardsWords() {
        headers.add("Host", "example.org").add("Forwarded", "for=192.0.2.43;proto=https");

        assertThat(written("HTTP/1.1", BodyFraming.NONE, null, null)).contains("Forwarded: for=192.0.2.43;proto=https");
    }

    @Test
    void namesShadowAndFramingAndHostThatIsMissing() {
        String head = written("HTTP/1.0", BodyFraming.CHUNKED, "10.0.0.1:80", "staging");

        assertThat(head)
                .startsWith("GET /sent HTTP/1.1\r\nhost: 10.0.0.1:80\r\n")
                .contains("via: 1.0 kagemusha\r\n", "x-shadow-backend: staging\r\n", "transfer-encoding: chunked\r\n")
                .doesNotContain("x-forwarded-host");
    }
}
