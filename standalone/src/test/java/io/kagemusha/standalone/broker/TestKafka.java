package io.kagemusha.standalone.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The Kafka that a test runs on: the embedded one, or that of the Kafka project in a container. */
public interface TestKafka extends AutoCloseable {

    String bootstrapServers();

    @Override
    void close();

    /**
     * Starts the one that this run is for: an embedded broker, or with {@code -Dkagemusha.test.kafka=container} the Kafka
     * project's container, without which the test is skipped then.
     */
    static TestKafka start() {
        if (!"container".equals(System.getProperty("kagemusha.test.kafka"))) {
            return embedded();
        }
        assumeTrue(dockerAnswers(), "no Docker engine answers here; without the property the embedded broker is used");
        return inContainer();
    }

    /** Starts an embedded broker. */
    static TestKafka embedded() {
        var broker = new EmbeddedBroker(BrokerOptions.ephemeral());
        broker.start();
        return of(broker);
    }

    /** A broker that somebody else has started; closing this closes it. */
    static TestKafka of(EmbeddedBroker broker) {
        return new TestKafka() {
            @Override
            public String bootstrapServers() {
                return broker.bootstrapServers();
            }

            @Override
            public void close() {
                broker.close();
            }
        };
    }

    /** Whether Docker answers, so that there may be containers. */
    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Starts the container of the Kafka project, of the version that the clients have. */
    static TestKafka inContainer() {
        var container = new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion());
        // As the embedded broker has it: groups of a test need not wait for more members
        container.withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        container.start();
        return new TestKafka() {
            @Override
            public String bootstrapServers() {
                return container.getBootstrapServers();
            }

            @Override
            public void close() {
                container.stop();
            }
        };
    }
}
