package io.kagemusha.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kagemusha.common.configuration.MessageLimits;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 9113, 8.2 and 8.3, as far as Netty's decoder leaves them to us. */
class Http2RequestTest {

    private final Http2Headers received = new DefaultHttp2Headers(false)
            .method("POST")
            .scheme("http")
            .path("/a")
            .authority("example.org");

    private RequestHead check(boolean end) throws RequestRefusedException {
        return Http2Request.check(received, end, MessageLimits.DEFAULT);
    }

    private void assertRefused(int status) {
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> check(false))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(status));
    }

    @Test
    void isARequestLikeOneOfHttp1() throws Exception {
        received.add("x-multi", "1").add("cookie", "a=1").add("x-multi", "2").add("cookie", "b=2");

        RequestHead head = check(true);

        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/a");
        assertThat(head.version()).isEqualTo("HTTP/2.0");
        assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
        assertThat(head.headers().entries())
                .extracting(Map.Entry::getKey, Map.Entry::getValue)
                .map(Object::toString)
                .isEqualTo(List.of(
                        "(\"host\", \"example.org\")",
                        "(\"x-multi\", \"1\")",
                        "(\"cookie\", \"a=1; b=2\")",
                        "(\"x-multi\", \"2\")"));
    }

    @Test
    void isFramedByItsLengthWhereItTellsOne() throws Exception {
        assertThat(check(false).framing()).isEqualTo(BodyFraming.CHUNKED);
        received.set("content-length", "0");
        assertThat(check(false).framing()).isEqualTo(BodyFraming.NONE);
        received.set("content-length", "5");
        assertThat(check(false).framing()).isEqualTo(BodyFraming.LENGTH);
    }

    @Test
    void keepsTargetsByteForByte() throws Exception {
        received.path(new AsciiString(new byte[] {'/', (byte) 0xc3, (byte) 0xa4, '|', '%'}));
        assertThat(check(true).target()).isEqualTo("/\u00c3\u00a4|%");
    }

    @Test
    void refusesWhatHasNoOneMeaning() {
        received.set("host", "example.com");
        assertRefused(400);
        received.remove("host");
        received.path("a");
        assertRefused(400);
        received.path("/").scheme("gopher");
        assertRefused(400);
        received.scheme("https").method("CONNECT");
        assertRefused(501);
    }

    @Test
    void refusesHostsLongerThanNamesMayBe() throws Exception {
        received.authority("a.".repeat(127) + "b:80");
        assertThat(check(true).headers().get("host")).hasSize(258);
        received.authority("a.".repeat(128));
        assertRefused(400);
    }
}
