package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerIT {

    @Test
    void returnsWhatItWasSent() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("letters", 3);

            client.send("letters", "a", "b", "c");

            assertThat(client.values("letters")).containsExactly("a", "b", "c");
        }
    }

    @Test
    void readsAndWritesInOneTransaction() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("in", 1);
            client.createTopic("out", 1);
            client.send("in", "a");

            try (var consumer = client.consumer(Map.of("group.id", "copier", "enable.auto.commit", "false"));
                    var producer = client.producer(Map.of("transactional.id", "copier"))) {
                consumer.subscribe(List.of("in"));
                await().atMost(BrokerClient.TIMEOUT)
                        .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("out", "aborted")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("out", "committed")).get();
                producer.sendOffsetsToTransaction(
                        Map.of(new TopicPartition("in", 0), new OffsetAndMetadata(1)), consumer.groupMetadata());
                producer.commitTransaction();
            }

            assertThat(client.values("out")).containsExactly("committed");
            try (var admin = client.admin()) {
                var offsets = admin.listConsumerGroupOffsets("copier").partitionsToOffsetAndMetadata();
                assertThat(offsets.get().get(new TopicPartition("in", 0)).offset())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void makesNoTopicUnasked() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());

            try (var producer = client.producer(Map.of("max.block.ms", 500))) {
                var sent = producer.send(new ProducerRecord<>("unknown", "a"));
                assertThatThrownBy(sent::get).hasCauseInstanceOf(TimeoutException.class);
            }

            assertThat(client.topics()).isEmpty();
        }
    }

    @Test
    void runsBesideAnother() throws Exception {
        try (var one = new EmbeddedBroker(BrokerOptions.ephemeral());
                var other = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            one.start();
            other.start();

            new BrokerClient(one.bootstrapServers()).createTopic("one", 1);
            new BrokerClient(other.bootstrapServers()).createTopic("other", 1);

            assertThat(new BrokerClient(one.bootstrapServers()).topics()).containsExactly("one");
            assertThat(new BrokerClient(other.bootstrapServers()).topics()).containsExactly("other");
        }
    }

    @Test
    void passesServerPropertiesOnToKafka() throws Exception {
        var options = BrokerOptions.ephemeral().withProperties(Map.of("num.partitions", "5", "node.id", "3"));
        try (var broker = new EmbeddedBroker(options)) {
            broker.start();

            try (var admin = new BrokerClient(broker.bootstrapServers()).admin()) {
                var node = new ConfigResource(ConfigResource.Type.BROKER, "3");
                var configuration =
                        admin.describeConfigs(List.of(node)).values().get(node);
                assertThat(configuration.get().get("num.partitions").value()).isEqualTo("5");
            }
        }
    }

    @Test
    void reportsServerPropertiesThatKafkaRefuses() {
        var options = BrokerOptions.ephemeral().withProperties(Map.of("num.io.threads", "none"));
        try (var broker = new EmbeddedBroker(options)) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageStartingWith(
                            "server properties: Invalid value none for configuration num.io.threads: Not a number");
        }
    }

    @Test
    void startsOnceUnlessStopped() {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();

            assertThatThrownBy(broker::start).hasMessage("embedded broker: started already");
        }
    }

    @Test
    void staysClosed() {
        var broker = new EmbeddedBroker(BrokerOptions.ephemeral());
        broker.close();
        broker.close();

        assertThatThrownBy(broker::start).hasMessage("embedded broker: closed");
    }

    @Test
    void hasNoAddressBeforeItsPortIsKnown() {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            assertThatThrownBy(broker::bootstrapServers)
                    .hasMessage("embedded broker: no port yet (expected: started once)");
        }
    }

    @Test
    void deletesEphemeralDataWhenClosed() throws Exception {
        Path data;
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            broker.start();
            var client = new BrokerClient(broker.bootstrapServers());
            client.createTopic("letters", 3);
            client.send("letters", "a");
            data = client.dataDirectory();
            assertThat(data.resolve("letters-0")).isDirectory();
        }

        assertThat(data).doesNotExist();
    }
}
