package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartIT {

    @TempDir
    Path scratch;

    @Test
    void findsRecordsOfAFormerRunOnAnotherPort() throws Exception {
        var options = BrokerOptions.keptIn(scratch.resolve("data"));
        int formerPort;
        try (var former = new EmbeddedBroker(options)) {
            former.start();
            formerPort = former.port();
            var client = new BrokerClient(former.bootstrapServers());
            client.createTopic("letters", 3);
            client.send("letters", "a");
        }

        try (var occupied = new ServerSocket(formerPort, 1, InetAddress.getLoopbackAddress());
                var broker = new EmbeddedBroker(options)) {
            broker.start();

            assertThat(broker.port()).isNotEqualTo(occupied.getLocalPort());
            var client = new BrokerClient(broker.bootstrapServers());
            client.send("letters", "b");
            assertThat(client.values("letters")).containsExactly("a", "b");
        }
    }

    @Test
    void findsRecordsOfAKilledProcess() throws Exception {
        Path data = scratch.resolve("data");
        try (var process = BrokerProcess.start(data, scratch)) {
            var client = new BrokerClient(process.bootstrapServers());
            client.createTopic("letters", 3);
            client.send("letters", "a");
        }

        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(data))) {
            broker.start();

            var client = new BrokerClient(broker.bootstrapServers());
            client.send("letters", "b");
            assertThat(client.values("letters")).containsExactly("a", "b");
        }
    }

    @Test
    void comesBackOnTheSamePortForClientsThatGoOn() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();
            String bootstrapServers = broker.bootstrapServers();
            var client = new BrokerClient(bootstrapServers);
            client.createTopic("letters", 1);

            try (var producer = client.producer(Map.of())) {
                producer.send(new ProducerRecord<>("letters", "before")).get();
                broker.stop();
                broker.stop();
                broker.start();
                producer.send(new ProducerRecord<>("letters", "after")).get();
            }

            assertThat(broker.bootstrapServers()).isEqualTo(bootstrapServers);
            assertThat(client.values("letters")).containsExactly("before", "after");
        }
    }

    @Test
    void stopsInOrderOnAnInterruptedThread() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(scratch))) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("letters", 1);
            client.send("letters", "a");

            Thread.currentThread().interrupt();
            broker.stop();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(scratch.resolve(".kafka_cleanshutdown")).exists();
            broker.start();
            assertThat(client.values("letters")).containsExactly("a");
        }
    }

    @Test
    void namesThePortThatIsTakenAndStartsWhenItIsFree() throws Exception {
        var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int port = occupied.getLocalPort();
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral().withPort(port))) {
            try (occupied) {
                assertThatThrownBy(broker::start)
                        .isInstanceOf(BrokerStartException.class)
                        .hasMessageMatching(
                                "port: " + port + " on 127\\.0\\.0\\.1: .+ \\(expected: a free port, or 0 for any\\)");
            }

            broker.start();

            assertThat(broker.port()).isEqualTo(port);
        }
    }
}
