package io.kagemusha.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {

    private static HttpHeaders connection(String... values) {
        var headers = new DefaultHttpHeaders();
        for (String value : values) {
            headers.add("Connection", value);
        }
        return headers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "keep-alive",
                "TE",
                "trailer",
                "TRANSFER-ENCODING",
                "Upgrade",
                "Proxy-Connection",
                "expect"
            })
    void alwaysStopsWhatConcernsOneConnection(String name) {
        assertThat(HopByHop.always(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "Cookie", "X", "Trailers", "Transfer-Encodings", ""})
    void letsOthersPass(String name) {
        assertThat(HopByHop.always(name)).isFalse();
    }

    @Test
    void namesNothingForPlainOptions() {
        assertThat(HopByHop.named(connection())).isEmpty();
        assertThat(HopByHop.named(connection("close"))).isEmpty();
        assertThat(HopByHop.named(connection("Keep-Alive"))).isEmpty();
    }

    @Test
    void namesFieldsOfAllLines() {
        assertThat(HopByHop.named(connection("close, X-A", "x-b\t,X-C")).contains("x-a"))
                .isTrue();
        assertThat(HopByHop.named(connection("close", "X-B"))).contains("x-b");
        assertThat(HopByHop.named(connection("close, X-A", "x-b\t,X-C"))).contains("X-B", "x-c");
    }

    /** At a cost that grew with the square of the length this would take days. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsNamesFarApartAsFastAsOthers() {
        String gap = " \t".repeat(4 << 20);

        assertThat(HopByHop.named(connection("x-a" + gap + ",x-b" + gap + "x-c" + gap)))
                .containsExactlyInAnyOrder("x-a", "x-b" + gap + "x-c");
    }

    @Test
    void neverNamesWhatTheNextHopNeeds() {
        assertThat(HopByHop.named(
                        connection("Host, CONTENT-LENGTH, Transfer-Encoding, x-shadow-backend, X-Request-Id, x-other")))
                .containsExactly("x-other");
    }
}
