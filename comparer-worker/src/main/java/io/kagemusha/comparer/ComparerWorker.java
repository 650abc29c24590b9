package io.kagemusha.comparer;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.finish.CurrentComparing;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.finish.HookCalls;
import io.kagemusha.comparer.finish.HookMemory;
import io.kagemusha.comparer.join.FullPartitions;
import io.kagemusha.comparer.join.GroupProgress;
import io.kagemusha.comparer.join.JoinStage;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.FailedRecords;
import io.kagemusha.comparer.publish.MismatchTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;

/**
 * One worker: it joins the exchanges of its share of the partitions, compares, calls the hooks and publishes. Several of
 * the same {@code application.id} share the partitions, in one process or in many. Safe for use by several threads.
 *
 * <p>It runs until it is closed. While the broker is gone, or refuses, it tries again and again; nothing is lost meanwhile
 * but what the topics' retention takes.
 */
public final class ComparerWorker implements ReadinessCheck, AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final Admin admin;
    private final GroupProgress progress;
    private final ThreadFailures failures;
    private final CurrentComparing comparing;
    private final GroupMembershipOperation atEnd;

    private ComparerWorker(
            KafkaStreams streams,
            Admin admin,
            GroupProgress progress,
            ThreadFailures failures,
            CurrentComparing comparing,
            GroupMembershipOperation atEnd) {
        this.streams = streams;
        this.admin = admin;
        this.progress = progress;
        this.failures = failures;
        this.comparing = comparing;
        this.atEnd = atEnd;
    }

    /**
     * Starts a worker. Makes the topics that are missing. Blocks until Kafka has told of them, for as long as it does not
     * answer; the worker then joins its group and goes to work on threads of its own.
     *
     * @param hooks called in order for each exchange, by several threads, one for each partition
     * @throws FaultException when requests and responses cannot be joined, or Kafka refuses
     * @throws org.apache.kafka.common.KafkaException when a property of {@code kafka} is wrong
     */
    public static ComparerWorker start(Configuration configuration, List<BackendFinished> hooks, MeterRegistry registry)
            throws FaultException, InterruptedException {
        LongSupplier monotonicMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        var properties = new StreamsProperties(configuration);
        var topics = Topics.of(configuration.topics());
        var admin = Admin.create(properties.forAdmin());
        try {
            var workerTopics = new WorkerTopics(admin, configuration, properties.applicationId());
            var found = workerTopics.await();
            var comparing = new CurrentComparing(configuration.compare());
            var metrics = new ComparerMetrics(registry);
            var hookCalls = new HookCalls(hooks, HookThreads::pause, metrics);
            var finish = new FinishStages(
                    comparing, hookCalls, HookThreads::create, monotonicMillis, metrics, HookMemory.ofHeap());
            var events = new EventWriter(() -> comparing.get().settings().inlineBodyBytes());
            var limits = properties.limits(found);
            var progress = new GroupProgress(
                    admin, properties.applicationId(), topics, found.partitions(), monotonicMillis, metrics);
            var full = new FullPartitions();
            var join = new JoinStage(topics, finish, events, limits, progress, full);
            var topology = ComparerTopology.build(
                    topics, join, new MismatchTopics(topics, workerTopics::createMismatchTopic, metrics));
            var failed = new FailedRecords.Target(topics.deadLetters(), limits, metrics);
            var clients = new StreamsClients(full::contains);
            var streams = new KafkaStreams(topology, properties.toProperties(found, failed), clients);
            var failures = new ThreadFailures(monotonicMillis);
            streams.setUncaughtExceptionHandler(failures);
            progress.start();
            streams.start();
            return new ComparerWorker(streams, admin, progress, failures, comparing, properties.atEnd());
        } catch (FaultException | InterruptedException | RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    /** Compares by these settings from the next exchange on, but for the join timeout, which stays that of the start. */
    public void compareBy(CompareSettings settings) {
        comparing.replace(settings);
    }

    /** Whether it has its share of the partitions. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public String name() {
        return "comparer";
    }

    @Override
    public Condition condition() {
        var failure = failures.last();
        String reason = failure == null ? "" : "; last failure: " + failure.reason();
        if (!running()) {
            return Condition.unavailable("state " + streams.state() + ", nothing is compared meanwhile" + reason);
        }
        // Kafka Streams is RUNNING while a thread dies, is replaced and dies of the same again
        var standing = failure == null ? OptionalInt.empty() : progress.standingSince(failure.atMillis());
        return standing.isEmpty()
                ? Condition.READY
                : Condition.unavailable("a thread failed, and nothing has been committed of partition "
                        + standing.getAsInt() + " since" + reason);
    }

    /**
     * Commits what is done, leaves the rest to the other workers, or to the next start, and leaves the group; but a static
     * member stays, so that its partitions wait for it until its session is over. Blocks until that has happened, at most 30
     * seconds. Further calls do nothing.
     */
    @Override
    public void close() {
        failures.close();
        progress.close();
        streams.close(CloseOptions.groupMembershipOperation(atEnd).withTimeout(CLOSE_TIMEOUT));
        admin.close(Duration.ZERO);
    }
}
