package io.kagemusha.common.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHttpTest {

    private static final Headers NONE = new Headers();

    @Test
    void readsFieldsThatHeadersWouldRefuse() {
        // Given
        byte[] bytes = bytes("GET / HTTP/1.1\r\nbad name: \u0001\r\nEmpty:\r\n\r\n");

        // When
        var request = MessageHttp.decodeRequest(bytes, null, null, NONE);

        // Then
        assertThat(request.headers().get("bad name")).isEqualTo("\u0001");
        assertThat(request.headers().get("empty")).isEmpty();
        assertThat(request.body()).isSameAs(Body.EMPTY);
    }

    @Test
    void keepsSpacesInATarget() {
        assertThat(MessageHttp.decodeRequest(bytes("GET /a b HTTP/1.0\r\n\r\n"), null, null, NONE))
                .satisfies(request -> {
                    assertThat(request.target()).isEqualTo("/a b");
                    assertThat(request.version()).isEqualTo("HTTP/1.0");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\na: b\r\n",
                "GET / HTTP/1.1\r\na\r\n\r\n",
                "GET / HTTP/1.1\r\n: b\r\n\r\n"
            })
    void refusesWhatIsNoRequest(String text) {
        assertThatExceptionOfType(MessageFormatException.class)
                .isThrownBy(() -> MessageHttp.decodeRequest(bytes(text), null, null, NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n"
            })
    void refusesWhatIsNoResponse(String text) {
        assertThatExceptionOfType(MessageFormatException.class)
                .isThrownBy(() -> MessageHttp.decodeResponse(bytes(text), null, null, NONE));
    }

    @Test
    void refusesALengthThatIsLessThanWhatIsThere() {
        assertThatExceptionOfType(MessageFormatException.class)
                .isThrownBy(() -> MessageHttp.decodeResponse(bytes("HTTP/1.1 200 OK\r\n\r\nabc"), 2L, "0a", NONE))
                .withMessage("body length: 2 (expected: >= 3)");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b?c, /a/b",
        "/a#f, /a",
        "/, /",
        "?q, /",
        "*, *",
        "http://h/a?b, /a",
        "http://h?b, /",
        "http://h, /",
        "//a/../b, //a/../b",
        "/x?u=http://h/y, /x"
    })
    void findsThePathOfATarget(String target, String path) {
        assertThat(RequestTarget.path(target)).isEqualTo(path);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
