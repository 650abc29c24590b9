package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerReleaseIT {

    @TempDir
    Path scratch;

    @Test
    void leavesNoThread() throws Exception {
        run(BrokerOptions.ephemeral());
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        run(BrokerOptions.ephemeral());

        await().atMost(BrokerClient.TIMEOUT)
                .pollInSameThread()
                .untilAsserted(() -> assertThat(before)
                        .containsAll(Thread.getAllStackTraces().keySet()));
    }

    @Test
    void leavesNoFileOpenNorMapped() throws Exception {
        Path opened = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(opened), "open files can only be listed on Linux");
        Path data = scratch.resolve("data");

        run(BrokerOptions.keptIn(data));

        assertThat(linkTargets(opened)).noneMatch(target -> target.startsWith(data.toString()));
        assertThat(Path.of("/proc/self/maps")).content().doesNotContain(data.toString());
    }

    @Test
    void leavesNoMetric() throws Exception {
        run(BrokerOptions.ephemeral());

        // Clients that other tests did not wait for may still be closing
        var beans = new ObjectName("kafka.*:*");
        await().atMost(BrokerClient.TIMEOUT)
                .untilAsserted(() -> assertThat(
                                ManagementFactory.getPlatformMBeanServer().queryNames(beans, null))
                        .isEmpty());
    }

    /** One life of a broker that has had to do with each kind of log: records, offsets, transactions. */
    private static void run(BrokerOptions options) throws Exception {
        try (var broker = new EmbeddedBroker(options)) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("letters", 3);
            try (var producer = client.producer(Map.of("transactional.id", "writer"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("letters", 0, "a", "a")).get();
                producer.commitTransaction();
            }
            assertThat(client.values("letters")).containsExactly("a");
        }
    }

    private static Set<String> linkTargets(Path directory) throws IOException {
        try (Stream<Path> links = Files.list(directory)) {
            return links.map(BrokerReleaseIT::linkTarget).collect(Collectors.toSet());
        }
    }

    private static String linkTarget(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
