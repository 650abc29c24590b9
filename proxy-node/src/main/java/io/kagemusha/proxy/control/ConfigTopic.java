package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.topic.KafkaCause;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.proxy.control.RunningConfiguration.Positioned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the config topic from its beginning on, on a thread of its own. While Kafka is away it tries again and again, and
 * the node runs by what it knows. A record that cannot be read is left out: counted, and logged with its offset.
 */
final class ConfigTopic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigTopic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Longer, a node that is needed is not kept from serving. */
    private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Where there is not even the memory to tell of it. */
    private static final String NO_MEMORY = "it failed, and so did telling why";

    private final Configuration configuration;
    private final ConfigRecords records;
    private final Consumer<List<Positioned>> changes;
    private final Counter applied;
    private final Counter ignored;
    private final TopicPartition partition;
    private final Thread thread = new Thread(this::run, "config-topic");
    private final CountDownLatch read = new CountDownLatch(1);
    private volatile @Nullable String problem = "Kafka has not answered yet";
    private volatile boolean closing;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private final long begun = System.nanoTime();
    private long nextComplaint = begun;
    private boolean unchecked;

    /**
     * Begins to follow the topic.
     *
     * @param changes is given what was read, in order; called by one thread
     */
    ConfigTopic(
            Configuration configuration,
            ConfigRecords records,
            Consumer<List<Positioned>> changes,
            MeterRegistry registry) {
        this.configuration = configuration;
        this.records = records;
        this.changes = changes;
        this.applied = registry.counter("kagemusha.config.records.applied");
        this.ignored = registry.counter("kagemusha.config.records.ignored");
        // A node that captures checks all topics, and one warning will do
        this.unchecked = configuration.proxy().capture().when() == CaptureSettings.When.NEVER;
        this.partition = new TopicPartition(Topics.of(configuration.topics()).config(), 0);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until everything has been read that was there when this began to follow, for five seconds from then on; says
     * whether it has been.
     */
    boolean awaitRead() throws InterruptedException {
        return read.await(begun + READ_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Whether what was there at the start has been read. */
    boolean isRead() {
        return read.getCount() == 0;
    }

    /** Why changes are not read; null when they are, or nothing is known to hinder it. */
    @Nullable
    String problem() {
        return problem;
    }

    private void run() {
        while (!closing) {
            try {
                follow();
            } catch (Throwable e) {
                // Without this thread no change would arrive any more, and nobody would be told
                tell(e);
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private void follow() throws TopicException {
        var opened = new KafkaConsumer<byte[], byte[]>(ConfigClients.consumer(configuration.kafka()));
        consumer = opened;
        try {
            boolean missing = opened.partitionsFor(partition.topic(), PATIENCE).isEmpty();
            if (missing) {
                // Nothing was ever changed, which the start of the node need not wait to see
                onRead();
            }
            if (missing || unchecked) {
                createTopic();
            }
            opened.assign(List.of(partition));
            opened.seekToBeginning(List.of(partition));
            Long end = opened.endOffsets(List.of(partition), PATIENCE).get(partition);
            while (!closing) {
                if (end != null && opened.position(partition, PATIENCE) >= end) {
                    onRead();
                }
                var polled = opened.poll(POLL);
                if (isRead()) {
                    problem = null;
                }
                take(polled);
            }
        } finally {
            consumer = null;
            opened.close(CloseOptions.timeout(FAREWELL));
        }
    }

    private void onRead() {
        if (!isRead()) {
            problem = null;
            read.countDown();
        }
    }

    private void createTopic() throws TopicException {
        Admin admin = Admin.create(new HashMap<>(configuration.kafka()));
        try {
            new TopicCreator(admin, PATIENCE).createConfigTopic(configuration);
            unchecked = false;
        } finally {
            // Without a bound it waits for calls that Kafka will not answer
            admin.close(Duration.ZERO);
        }
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> polled) {
        var understood = new ArrayList<Positioned>();
        for (ConsumerRecord<byte[], byte[]> stored : polled) {
            try {
                BackendChange change = stored.value() == null ? null : records.read(stored);
                understood.add(new Positioned(ConfigRecords.name(stored), change, stored.offset()));
            } catch (BadRecordException e) {
                ignored.increment();
                LOG.atWarn()
                        .addKeyValue("topic", stored.topic())
                        .addKeyValue("offset", stored.offset())
                        .log("a change was ignored, what was in force stays so: {}", e.getMessage());
            }
        }
        if (!understood.isEmpty()) {
            changes.accept(understood);
            applied.increment(understood.size());
        }
    }

    private void tell(Throwable failure) {
        try {
            complain(failure);
        } catch (Throwable e) {
            problem = NO_MEMORY;
        }
    }

    private void complain(Throwable failure) {
        if (closing) {
            return;
        }
        Throwable cause = KafkaCause.of(failure);
        // Of an error the message alone may be no more than the name of a class
        String reason = cause instanceof Error ? cause.toString() : String.valueOf(cause.getMessage());
        problem = reason;
        long now = System.nanoTime();
        if (now - nextComplaint >= 0) {
            nextComplaint = now + COMPLAINT_NANOS;
            LOG.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .log(
                            "cannot follow changes that are made at run time: {}; the node runs by what it knows, and tries"
                                    + " again",
                            reason);
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        KafkaConsumer<byte[], byte[]> following = consumer;
        if (following == null) {
            thread.interrupt();
        } else {
            following.wakeup();
        }
        try {
            thread.join(2 * FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
