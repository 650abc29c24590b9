package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFailureIT {

    @TempDir
    Path scratch;

    @Test
    void reportsAFailedDiskInsteadOfEndingTheProcessAndStartsAgain() throws Exception {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Path data = scratch.resolve("data");
        try (var broker = new EmbeddedBroker(
                BrokerOptions.keptIn(data).withProperties(Map.of("log.segment.bytes", "1048576")), failures::add)) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("letters", 1);

            client.send("letters", "before");

            Utils.delete(data.resolve("letters-0").toFile());
            var producer = client.producer(Map.of());
            for (int segment = 0; segment < 3; segment++) {
                var unused = producer.send(new ProducerRecord<>("letters", "x".repeat(700_000)));
            }
            await().atMost(BrokerClient.TIMEOUT)
                    .untilAsserted(() -> assertThat(failures).hasSize(1));
            producer.close(Duration.ZERO);

            broker.stop();
            broker.start();
            client.send("letters", "after");
            assertThat(client.values("letters")).containsExactly("after");
        }
    }
}
