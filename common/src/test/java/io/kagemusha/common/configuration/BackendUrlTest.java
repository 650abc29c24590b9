package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUrlTest {

    @Test
    void encodesWhatIsNotAscii() {
        // U+010A ends in the byte of a line feed
        assertThat(BackendUrl.parse("http://a/\u00fc/\u010a?q=\u010a"))
                .hasToString("http://a:80/%C3%BC/%C4%8A?q=%C4%8A");
    }

    @Test
    void keepsWhatIsEncodedAlready() {
        assertThat(BackendUrl.parse("https://a/x%20y%2F")).hasToString("https://a:443/x%20y%2F");
    }

    @ParameterizedTest
    @CsvSource({
        "http://unix:/run/app.sock, unix:/run/app.sock, ''",
        "HTTPS://unix:/run/app.sock:/base?q=1, unix:/run/app.sock, /base",
        "http://unix:/run/a%20b.sock:/x%20y, unix:/run/a b.sock, /x%20y",
    })
    void findsTheSocketAndTheBasePath(String text, String socket, String basePath) {
        var url = BackendUrl.parse(text);

        assertThat(BackendUrl.socket(url)).hasToString(socket);
        assertThat(BackendUrl.basePath(url)).isEqualTo(basePath);
    }

    @Test
    void takesAHostOfThatNameForAHost() {
        assertThat(BackendUrl.socket(BackendUrl.parse("http://unix/run/app.sock")))
                .isNull();
        assertThat(BackendUrl.parse("http://unix/a")).hasToString("http://unix:80/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://unix:",
                "http://unix:/",
                "http://unix:/a.sock:b",
                "ftp://unix:/a.sock",
                "http://unix:/a#b"
            })
    void refusesWhatIsNoSocket(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BackendUrl.parse(text));
    }

    @Test
    void refusesASocketWhosePathTheOperatingSystemCannotTake() {
        assertThatIllegalArgumentException().isThrownBy(() -> BackendUrl.parse("http://unix:/" + "x".repeat(107)));
    }
}
