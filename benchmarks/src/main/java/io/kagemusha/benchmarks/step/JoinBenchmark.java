package io.kagemusha.benchmarks.step;

import io.kagemusha.benchmarks.pipeline.RecordedExchanges;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.finish.Comparing;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.finish.HookCalls;
import io.kagemusha.comparer.finish.HookMemory;
import io.kagemusha.comparer.join.FullPartitions;
import io.kagemusha.comparer.join.IdlePartitions;
import io.kagemusha.comparer.join.JoinStage;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.Sinks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The three records of one exchange through join, comparison and outcome, in Kafka's test driver, whose own cost counts too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JoinBenchmark {

    private static final Topics TOPICS = Topics.of(new TopicSettings("", "mismatches", 1, (short) 1));

    private final RecordedExchanges recorded = new RecordedExchanges("");
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> requests;
    private TestInputTopic<byte[], byte[]> responses;
    private TestOutputTopic<byte[], byte[]> outcomes;
    private int number;

    @Setup
    public void driver() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "join-benchmark");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        driver = new TopologyTestDriver(topology(), properties);
        requests = driver.createInputTopic(TOPICS.requests(), new ByteArraySerializer(), new ByteArraySerializer());
        responses = driver.createInputTopic(TOPICS.responses(), new ByteArraySerializer(), new ByteArraySerializer());
        outcomes =
                driver.createOutputTopic(TOPICS.outcomes(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Topology topology() {
        var metrics = new ComparerMetrics(new SimpleMeterRegistry());
        var comparing = new Comparing(CompareSettings.DEFAULT);
        var hooks = new HookCalls(List.of(), duration -> {}, metrics);
        var finish = new FinishStages(
                () -> comparing,
                hooks,
                Executors::newSingleThreadExecutor,
                System::currentTimeMillis,
                metrics,
                HookMemory.ofHeap());
        var limits = new EventLimits(1 << 20, 1 << 20);
        var join = new JoinStage(
                TOPICS,
                finish,
                new EventWriter(() -> 4096),
                limits,
                partition -> IdlePartitions.NEVER,
                new FullPartitions());
        var serializer = new ByteArraySerializer();
        return new Topology()
                .addSource("requests", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TOPICS.requests())
                .addSource("responses", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TOPICS.responses())
                .addProcessor("join", join, "requests", "responses")
                .addSink(Sinks.OUTCOMES, TOPICS.outcomes(), serializer, serializer, "join")
                .addSink(Sinks.MISMATCHES, TOPICS.mismatches(), serializer, serializer, "join")
                .addSink(Sinks.DEAD_LETTERS, TOPICS.deadLetters(), serializer, serializer, "join");
    }

    @TearDown
    public void close() {
        driver.close();
    }

    @Benchmark
    public List<TestRecord<byte[], byte[]>> join() {
        List<ProducerRecord<byte[], byte[]>> records = recorded.records(number++);
        requests.pipeInput(testRecord(records.get(0)));
        responses.pipeInput(testRecord(records.get(1)));
        responses.pipeInput(testRecord(records.get(2)));
        List<TestRecord<byte[], byte[]>> made = outcomes.readRecordsToList();
        if (made.size() != 1) {
            throw new IllegalStateException("outcomes: " + made.size() + " (expected: 1)");
        }
        return made;
    }

    private static TestRecord<byte[], byte[]> testRecord(ProducerRecord<byte[], byte[]> record) {
        return new TestRecord<>(record.key(), record.value(), record.headers());
    }
}
