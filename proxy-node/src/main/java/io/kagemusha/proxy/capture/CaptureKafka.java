package io.kagemusha.proxy.capture;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.KafkaClientFaults;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.TopicRights;
import io.kagemusha.common.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What capture asks of Kafka. Its methods block; they belong to the capture thread. */
interface CaptureKafka {

    Duration ANSWER = Duration.ofSeconds(10);

    /** Makes the topics that are missing, and sees whether they can be written to. */
    void prepare() throws Exception;

    /** Opens a producer. */
    Producer<byte[], byte[]> open() throws Exception;

    /** A Kafka that needs no preparation. */
    static CaptureKafka of(Callable<Producer<byte[], byte[]>> open) {
        return new CaptureKafka() {
            @Override
            public void prepare() {}

            @Override
            public Producer<byte[], byte[]> open() throws Exception {
                return open.call();
            }
        };
    }

    /** The Kafka of a configuration. */
    static CaptureKafka of(Configuration configuration) {
        Map<String, Object> properties = properties(configuration);
        return new CaptureKafka() {
            @Override
            public void prepare() throws TopicException {
                createTopics(configuration);
            }

            @Override
            public Producer<byte[], byte[]> open() {
                return new KafkaProducer<>(properties);
            }
        };
    }

    /** A broker that makes topics itself makes them wrong, so they are there before the first record asks for one. */
    private static void createTopics(Configuration configuration) throws TopicException {
        Admin admin = Admin.create(new HashMap<>(configuration.kafka()));
        try {
            new TopicCreator(admin, ANSWER).create(configuration);
            Topics topics = Topics.of(configuration.topics());
            var rights = Map.of(topics.requests(), AclOperation.WRITE, topics.responses(), AclOperation.WRITE);
            TopicRights.require(admin, rights, ANSWER);
        } finally {
            // Without a bound it waits for calls that Kafka will not answer
            admin.close(Duration.ZERO);
        }
    }

    /** What is wrong with the client properties in themselves, one line each. */
    static List<String> faults(Configuration configuration) {
        return KafkaClientFaults.of(configuration.kafka(), () -> new ProducerConfig(properties(configuration)));
    }

    /** What capture wants, and above it the given client properties. */
    private static Map<String, Object> properties(Configuration configuration) {
        var settings = configuration.proxy().capture();
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "kagemusha-proxy");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // Nobody waits for a capture, and large batches cost least
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferBytes());
        // Two bodies, as the topics are made for, and the heads
        properties.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(1 << 20, 2 * settings.maxBodyBytes() + (512 << 10)));
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        properties.putAll(configuration.kafka());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }
}
