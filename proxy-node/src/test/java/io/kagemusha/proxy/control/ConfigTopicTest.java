package io.kagemusha.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.ConfigurationLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigTopicTest {

    @Test
    void saysWhatKafkasClientCouldNotBeMadeWith() throws Exception {
        var configuration = ConfigurationLoader.parse("""
                kafka:
                  bootstrap.servers: "127.0.0.1:1"
                  security.protocol: SSL
                  ssl.truststore.location: /nowhere/authorities.p12
                """, Path.of("/"), Map.of(), Set.of());
        var records = new ConfigRecords("shadow.config", "node");

        try (var topic = new ConfigTopic(configuration, records, changes -> {}, new SimpleMeterRegistry())) {
            await().untilAsserted(() -> assertThat(topic.problem()).contains("/nowhere/authorities.p12"));
        }
    }

    /** What Kafka's client loads, and cannot. */
    static final class Broken {

        static final int VALUE = Integer.parseInt("none");

        private Broken() {}
    }

    @Test
    void tellsOfAnErrorAsOfEveryOtherFailureAndGoesOn() throws Exception {
        // Given
        String yaml = "kafka: { bootstrap.servers: 'localhost:1', sasl.login.callback.handler.class: '%s' }"
                .formatted(Broken.class.getName());
        var configuration = ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of());
        var records = new ConfigRecords("shadow.config", "node-1");

        // When
        try (var topic = new ConfigTopic(configuration, records, changes -> {}, new SimpleMeterRegistry())) {
            // Then
            await().dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(topic.problem()).contains("ExceptionInInitializerError"));
            // Which is what loading it again says
            await().untilAsserted(() -> assertThat(topic.problem()).contains("NoClassDefFoundError"));
        }
    }
}
