package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerOptionsTest {

    private final BrokerOptions options = BrokerOptions.ephemeral();

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void refusesPortsThatAreNone(int port) {
        assertThatThrownBy(() -> options.withPort(port)).hasMessage("port: " + port + " (expected: 0 to 65535)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::"})
    void refusesToAdvertiseWhatNobodyCanConnectTo(String host) {
        assertThatThrownBy(() -> options.withAdvertisedHost(host))
                .hasMessage("advertised host: " + host + " (expected: a host that clients can connect to)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.dir", "log.dirs", "metadata.log.dir", "process.roles"})
    void refusesPropertiesThatWouldMoveTheDataOrChangeTheRole(String key) {
        assertThatThrownBy(() -> options.withProperties(Map.of(key, "x")))
                .hasMessage(key + ": x (expected: left to the embedded broker)");
    }

    @Test
    void refusesADirectoryThatKafkaWouldTakeForTwo() {
        assertThatThrownBy(() -> BrokerOptions.keptIn(Path.of("a,b")))
                .hasMessage("data directory: a,b (expected: no comma in it, which separates directories for Kafka)");
    }
}
