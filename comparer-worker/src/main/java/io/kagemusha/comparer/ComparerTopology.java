package io.kagemusha.comparer;

import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.join.JoinStage;
import io.kagemusha.comparer.publish.MismatchTopics;
import io.kagemusha.comparer.publish.Sinks;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The whole topology: requests and responses come in, are joined, finished and published by one processor for each
 * partition, and outcomes, mismatches and dead letters go out.
 */
final class ComparerTopology {

    private static final String JOIN = "join";

    /** Records of a producer that gives no time, in topics that keep the producer's: as old as the newest before them. */
    private static final TimestampExtractor TIME =
            (record, partitionTime) -> record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);

    private ComparerTopology() {}

    /**
     * Builds it.
     *
     * @param mismatches names the mismatch topics where that depends on the backend or the route
     */
    static Topology build(Topics topics, JoinStage join, MismatchTopics mismatches) {
        var topology = new Topology();
        var deserializer = new ByteArrayDeserializer();
        var serializer = new ByteArraySerializer();
        topology.addSource(AutoOffsetReset.earliest(), "requests", TIME, deserializer, deserializer, topics.requests());
        topology.addSource(
                AutoOffsetReset.earliest(), "responses", TIME, deserializer, deserializer, topics.responses());
        topology.addProcessor(JOIN, join, "requests", "responses");
        topology.addSink(Sinks.OUTCOMES, topics.outcomes(), serializer, serializer, JOIN);
        if (topics.mismatches().contains("{")) {
            topology.addSink(Sinks.MISMATCHES, mismatches, serializer, serializer, JOIN);
        } else {
            topology.addSink(Sinks.MISMATCHES, topics.mismatches(), serializer, serializer, JOIN);
        }
        topology.addSink(Sinks.DEAD_LETTERS, topics.deadLetters(), serializer, serializer, JOIN);
        return topology;
    }
}
