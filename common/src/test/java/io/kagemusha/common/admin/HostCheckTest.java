package io.kagemusha.common.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {

    private final HostCheck hosts = new HostCheck(new Address("127.0.0.1", 9901));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9901",
                "127.0.0.1",
                "10.0.0.1:1",
                "localhost",
                "LocalHost:9901",
                "[::1]:9901",
                "[::1]",
                "[::ffff:127.0.0.1]:1"
            })
    void permitsAddressesAndLocalhost(String host) {
        assertThat(hosts.permits(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9901",
                "127.0.0.1.evil.example",
                "localhost.evil.example:9901",
                "evil-localhost",
                "1.2.3.4.5",
                "[evil]",
                "",
                ":9901"
            })
    void refusesNamesOfOthers(String host) {
        assertThat(hosts.permits(host)).isFalse();
    }

    @Test
    void permitsTheNameThatIsConfigured() {
        assertThat(new HostCheck(new Address("admin.internal", 1)).permits("Admin.Internal:1"))
                .isTrue();
    }
}
