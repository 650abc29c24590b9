package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
