package io.kagemusha.comparer;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.KafkaClientFaults;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.FailedRecords;
import io.kagemusha.comparer.publish.RefusedRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of Kafka Streams: this worker's defaults, over them whatever {@code kafka} in the configuration says, and
 * over that the few that exactly-once outcomes and pausing rest on.
 */
final class StreamsProperties {

    private static final int MIN_REQUEST_BYTES = 8 << 20;
    private static final int MAX_REQUEST_BYTES = 1 << 30;
    private static final int FRAMING_BYTES = 64 << 10;

    /** Kafka's own default; a producer that may send larger records needs more. */
    private static final long BUFFER_BYTES = 32L << 20;

    private static final int BATCH_BYTES = 128 << 10;
    private static final long COMMIT_INTERVAL_MILLIS = 100;
    private static final int SESSION_TIMEOUT_MILLIS = 15_000;

    /**
     * Holds many comparisons that take seconds each: were it shorter than what comes between two commits, the same records
     * would be begun anew for ever. Longer than needed it only keeps readers of committed records from what came after a
     * worker was killed.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 30_000;

    private static final long A_DAY_MILLIS = 24L * 60 * 60 * 1000;

    /** By name, as Kafka's constant for it is deprecated from the start. */
    private static final String GLOBAL_HANDLER_ENABLED = "processing.exception.handler.global.enabled";

    /** Meant for the producers of proxy nodes, which share the properties, or set by Kafka Streams itself. */
    private static final List<String> NOT_FOR_STREAMS = List.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    private final Configuration configuration;

    StreamsProperties(Configuration configuration) {
        this.configuration = configuration;
    }

    /** The name of the group, the prefix of transactions and of the store's topic. */
    String applicationId() {
        return configuration
                .kafka()
                .getOrDefault(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        configuration.topics().prefix() + "comparer");
    }

    /**
     * How much a record may weigh: events as their topics take them, entries of the store as the producer does.
     *
     * @throws org.apache.kafka.common.config.ConfigException when {@code max.request.size} is no number
     */
    EventLimits limits(WorkerTopics.Found found) {
        int request = maxRequestBytes(found);
        return new EventLimits(Math.min(request, found.eventBytes()), request);
    }

    private int maxRequestBytes(WorkerTopics.Found found) {
        String configured = configuration.kafka().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        if (configured != null) {
            return (int) ConfigDef.parseType(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, configured, ConfigDef.Type.INT);
        }
        return Math.max(
                MIN_REQUEST_BYTES, (int) Math.min(MAX_REQUEST_BYTES, (long) found.inputBytes() + FRAMING_BYTES));
    }

    /** A static member, one with a {@code group.instance.id}, is expected back. */
    GroupMembershipOperation atEnd() {
        return configuration.kafka().containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP;
    }

    /** For the administration client beside Kafka Streams. */
    Properties forAdmin() {
        var properties = new Properties();
        properties.putAll(configuration.kafka());
        return properties;
    }

    /** What is wrong with the properties in themselves, one line each. */
    static List<String> faults(Configuration configuration) {
        var found = new WorkerTopics.Found(1, 0, 0);
        var own = new StreamsProperties(configuration);
        Map<String, String> kafka = configuration.kafka();
        return Stream.<KafkaClientFaults.Client>of(
                        () -> new AdminClientConfig(own.forAdmin()),
                        () -> new StreamsConfig(own.properties(found.partitions(), own.limits(found))))
                .flatMap(client -> KafkaClientFaults.of(kafka, client).stream())
                .toList();
    }

    /** For Kafka Streams; {@code failed} says what is done about what it should not throw. */
    Properties toProperties(WorkerTopics.Found found, FailedRecords.Target failed) {
        Properties properties = properties(found.partitions(), failed.limits());
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailedRecords.class);
        properties.put(FailedRecords.TARGET, failed);
        return properties;
    }

    private Properties properties(int partitions, EventLimits limits) {
        var properties = new Properties();
        int cores = Runtime.getRuntime().availableProcessors();
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Math.max(1, Math.min(cores, partitions)));
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MILLIS);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int)
                configuration.topics().replication());
        // 0 waits for a partition of which records are known to be there; more would only add latency
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
        properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, A_DAY_MILLIS);
        // A commit interval's events of a partition in one request, where Kafka's 16 KiB would make many
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.changelogBytes());
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER_BYTES, 2L * limits.changelogBytes()));
        // There is no global thread; Kafka Streams warns until it is told
        properties.put(GLOBAL_HANDLER_ENABLED, true);
        // A killed worker's partitions stay put until its session is over, and what it had begun until its transaction
        // is
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        var given = new HashMap<>(configuration.kafka());
        given.keySet().removeAll(NOT_FOR_STREAMS);
        properties.putAll(given);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // The consumer of the other protocol is always made by Kafka Streams, hence never paused
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RefusedRecords.class);
        properties.put(RefusedRecords.LIMITS, limits);
        return properties;
    }
}
