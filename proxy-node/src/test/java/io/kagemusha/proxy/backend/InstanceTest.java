package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTest {

    private static Instance instance(String url) {
        return Instance.of(BackendUrl.parse(url), null);
    }

    @ParameterizedTest
    @CsvSource({"http://a, a:80", "https://a, a:443", "https://a:81/x, a:81", "http://[::1]:82, [::1]:82"})
    void hasPortOfItsScheme(String url, String authority) {
        assertThat(instance(url).authority()).isEqualTo(authority);
    }

    @Test
    void connectsToAddressWithoutBrackets() {
        assertThat(instance("http://[::1]:82").unresolvedAddress().getHostString())
                .isEqualTo("::1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, //b/../c|d?e, //b/../c|d?e",
        "http://a/, /b, /b",
        "http://a/base, /b?c=1, /base/b?c=1",
        "http://a/base/, /, /base/",
        "http://a?k=1, /b, /b?k=1",
        "http://a?k=1, /b?c=1, /b?c=1&k=1",
        "http://a/base?k=1, http://host/b?c, /base/b?c&k=1",
        "http://a, http://host, /",
        "http://a/base?k=1, *, *",
    })
    void joinsBasePathAndQuery(String url, String received, String sent) {
        assertThat(instance(url).target(received)).isEqualTo(sent);
    }
}
