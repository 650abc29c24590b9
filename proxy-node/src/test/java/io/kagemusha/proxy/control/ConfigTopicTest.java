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
}
