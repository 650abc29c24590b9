package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.MessageHttp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanHeadsTest {

    private final CleanHeads heads = new CleanHeads(List.of("Authorization", "cookie", "X-Key"));

    private boolean isClean(String message) {
        byte[] bytes = message.getBytes(ISO_8859_1);
        return heads.isClean(bytes, MessageHttp.headLength(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic x\r\n\r\n",
                "GET / HTTP/1.1\r\nCOOKIE:a=b\r\nHost: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nvary: *\r\nx-kEY: \r\n\r\nbody",
                "GET http://user:password@host/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nReferer: http://user@host/\r\n\r\n",
                "GET / HTTP/1.1\r\nx-key: cut inside"
            })
    void findsWhatMayHoldSecrets(String message) {
        assertThat(isClean(message)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /a:b?cookie:x HTTP/1.1\r\nHost: a:80\r\nx-key-id: cookie: a\r\nX: x-key:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nset-cookies: a\r\nx-ke: b\r\nx[key: c\r\n\r\nCookie: in@body\r\n\r\n",
                "HTTP/1.1 204 \r\n\r\n"
            })
    void letsOthersPass(String message) {
        assertThat(isClean(message)).isTrue();
    }

    @Test
    void looksOnlyIntoTheHead() {
        assertThat(isClean("HTTP/1.1 200 OK\r\n\r\n\r\nx-key: a\r\n")).isTrue();
    }
}
