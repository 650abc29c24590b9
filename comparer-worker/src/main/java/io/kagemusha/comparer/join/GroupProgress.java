package io.kagemusha.comparer.join;

import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.metric.ComparerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker, once in a while and on a thread of its own, where the input partitions end and then how far the group
 * has committed. Where that has reached the end, everything that was appended before the first question has been
 * processed, by whichever worker; where a topic begins only after that, retention has taken what lies between. While the broker does not answer nothing is proven, so nothing expires.
 */
public final class GroupProgress implements IdlePartitions, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupProgress.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Where the partitions ended when that was asked. */
    private record Ends(long asked, Map<TopicPartition, Long> offsets) {}

    private final Admin admin;
    private final String group;
    private final Topics topics;
    private final int partitions;
    private final LongSupplier monotonicMillis;
    private final ComparerMetrics metrics;
    private final Map<Integer, Long> proofs = new ConcurrentHashMap<>();
    private final Map<Integer, Long> moves = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> lostUpTo = new ConcurrentHashMap<>();
    private Ends previous = new Ends(NEVER, Map.of());
    private Map<TopicPartition, Long> previouslyRead = Map.of();
    private boolean warned;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Nothing is asked before {@link #start}.
     *
     * @param admin the caller's, which closes it after this
     * @param partitions how many each of the two input topics has
     */
    public GroupProgress(
            Admin admin,
            String group,
            Topics topics,
            int partitions,
            LongSupplier monotonicMillis,
            ComparerMetrics metrics) {
        this.admin = admin;
        this.group = group;
        this.topics = topics;
        this.partitions = partitions;
        this.monotonicMillis = monotonicMillis;
        this.metrics = metrics;
    }

    /**
     * Begins to ask. The first question is put before this returns, so that what retention took while no worker ran is
     * known before the group commits a later position.
     */
    public void start() throws InterruptedException {
        tryAsk();
        var thread = new Thread(this::run, "comparer-progress");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public long provenReadUntil(int partition) {
        return proofs.getOrDefault(partition, NEVER);
    }

    /**
     * A partition in which the group is not known to have committed a further position since that time, by the process's
     * monotonic clock in milliseconds, nor to have had nothing left to read; none where there is no such partition.
     */
    public OptionalInt standingSince(long time) {
        return IntStream.range(0, partitions)
                .filter(partition -> Math.max(provenReadUntil(partition), moves.getOrDefault(partition, NEVER)) < time)
                .findFirst();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                tryAsk();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryAsk() throws InterruptedException {
        try {
            ask();
            warned = false;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atDebug().setCause(e).log("cannot see how far the group is, no idle partition expires meanwhile");
        } catch (RuntimeException e) {
            // Nobody else would say so, and a fault of one moment must not end it for good
            if (!warned) {
                LOG.atWarn()
                        .setCause(e)
                        .log("cannot see how far the group is, no idle partition expires meanwhile; asking again");
            }
            warned = true;
        }
    }

    private void ask() throws InterruptedException, ExecutionException, TimeoutException {
        long asked = monotonicMillis.getAsLong();
        var ends = new Ends(asked, offsets(OffsetSpec.latest()));
        var starts = offsets(OffsetSpec.earliest());
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        var read = new HashMap<TopicPartition, Long>();
        starts.forEach((input, start) -> {
            OffsetAndMetadata position = committed.get(input);
            if (position != null && position.offset() < start) {
                reportLost(input, position.offset(), start);
            }
            // Without a commit the group has read nothing, and reads from the start of the log
            read.put(input, position == null ? start : position.offset());
        });
        prove(ends, read);
        // Where records keep coming, what is there now is never processed yet, but what was there then is
        prove(previous, read);
        noteMoves(read);
        previous = ends;
        previouslyRead = read;
    }

    private void noteMoves(Map<TopicPartition, Long> read) {
        for (int partition = 0; partition < partitions; partition++) {
            boolean moved = inputs(partition).stream()
                    .anyMatch(
                            input -> read.getOrDefault(input, 0L) > previouslyRead.getOrDefault(input, Long.MAX_VALUE));
            if (moved) {
                moves.put(partition, previous.asked());
            }
        }
    }

    private void prove(Ends ends, Map<TopicPartition, Long> read) {
        for (int partition = 0; partition < partitions; partition++) {
            boolean allRead = inputs(partition).stream()
                    .allMatch(input ->
                            read.getOrDefault(input, 0L) >= ends.offsets().getOrDefault(input, Long.MAX_VALUE));
            if (allRead) {
                proofs.merge(partition, ends.asked(), Math::max);
            }
        }
    }

    private void reportLost(TopicPartition input, long committed, long start) {
        Long reported = lostUpTo.put(input, start);
        if (reported == null || reported != start) {
            // A topic that was made anew begins before what was reported of the old one
            metrics.recordsLost(Math.max(0, start - Math.max(committed, reported == null ? 0 : reported)));
            LOG.atError()
                    .addKeyValue("partition", input)
                    .addKeyValue("fromOffset", committed)
                    .addKeyValue("toOffset", start - 1)
                    .log("records were deleted before they were read, their exchanges are lost or end UNJOINED;"
                            + " the topic's retention is shorter than the comparer's delay");
        }
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        for (int partition = 0; partition < partitions; partition++) {
            inputs(partition).forEach(input -> wanted.put(input, spec));
        }
        var found = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        var offsets = new HashMap<TopicPartition, Long>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private List<TopicPartition> inputs(int partition) {
        return List.of(
                new TopicPartition(topics.requests(), partition), new TopicPartition(topics.responses(), partition));
    }
}
