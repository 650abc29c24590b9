package io.kagemusha.standalone.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.standalone.broker.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class OutcomeTallyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void countsOutcomesOfRequestsThatCameSinceTheRunBeganThoughItHadNotOpenedYet() throws Exception {
        try (var kafka = TestKafka.start()) {
            // Given
            Configuration configuration = configuration(kafka);
            createTopic(configuration);
            Instant began = Instant.now();
            try (var tally = OutcomeTally.start(configuration, began)) {
                // When
                send(configuration, began.minusMillis(1), Outcome.MISMATCH);
                send(configuration, began, Outcome.MATCH);

                // Then
                await().atMost(PATIENCE).until(() -> tally.counts().of(Outcome.MATCH) == 1);
                assertThat(tally.counts().of(Outcome.MISMATCH)).isZero();
            }
        }
    }

    private static Configuration configuration(TestKafka kafka) throws Exception {
        String yaml = "kafka: { bootstrap.servers: \"" + kafka.bootstrapServers() + "\" }";
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA));
    }

    private static void createTopic(Configuration configuration) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>copyOf(configuration.kafka()))) {
            admin.createTopics(List.of(new NewTopic("shadow.outcomes", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(Configuration configuration, Instant time, Outcome outcome) throws Exception {
        String event = "{\"time\":\"%s\",\"endpoint\":\"GET /\",\"outcome\":\"%s\"}".formatted(time, outcome);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>copyOf(configuration.kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("shadow.outcomes", event.getBytes(UTF_8)))
                    .get();
        }
    }
}
