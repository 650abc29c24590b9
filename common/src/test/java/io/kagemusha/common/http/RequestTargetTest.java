package io.kagemusha.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /, /",
        "/a/b?c, /a/b, /a/b?c",
        "//a/../b, //a/../b, //a/../b",
        "/a?b=http://h/c, /a, /a?b=http://h/c",
        "/a#b?c, /a, /a#b?c",
        "*, *, *",
        "a, a, a",
        "http://h, /, /",
        "http://h/, /, /",
        "http://h:80/a?b, /a, /a?b",
        "https://h?b, /, /?b",
        "HTTP://[::1]:80/a, /a, /a",
    })
    void hasPathAndOriginForm(String target, String path, String originForm) {
        assertThat(RequestTarget.path(target)).isEqualTo(path);
        assertThat(RequestTarget.originForm(target)).isEqualTo(originForm);
    }

    @ParameterizedTest
    @CsvSource({"http://h:80/a, h:80", "https://h?b, h", "http:///a, ''", "http://u@h, u@h", "/a://b, ", "*, ", "a, "})
    void hasAuthorityInAbsoluteForm(String target, String authority) {
        assertThat(RequestTarget.authority(target)).isEqualTo(authority);
    }
}
