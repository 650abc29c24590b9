package io.kagemusha.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.publish.MismatchTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class ComparerTopologyTest {

    @Test
    void isTheOneThatTheGoldenFileDescribes() throws IOException {
        try (var pipeline = new Pipeline(new Pipeline.Setup());
                var golden = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(pipeline.description().strip())
                    .isEqualTo(new String(Objects.requireNonNull(golden).readAllBytes(), UTF_8).strip());
        }
    }

    @Test
    void countsAnExchangeAsAWholeOrNotAtAll() {
        // Given
        var settings = new TopicSettings("shadow.", "mismatches.{backend}", 1, (short) 1);
        var setup = new Pipeline.Setup().topics(Topics.of(settings), topic -> {
            if (topic.endsWith("second")) {
                throw new IllegalStateException("the transaction has ended");
            }
            return null;
        });
        var exchange = Exchanges.selection("1", "production", "first", "second");

        // When
        try (var pipeline = new Pipeline(setup)) {
            pipeline.pipe(Exchanges.request(exchange));
            pipeline.pipe(Exchanges.response(exchange, "production", "{\"a\":1}"));
            pipeline.pipe(Exchanges.response(exchange, "first", "{\"a\":2}"));
            pipeline.pipe(Exchanges.response(exchange, "second", "{\"a\":3}"));

            // Then
            assertThat(pipeline.gauge("unaccounted", "what", "outcomes")).isZero();
        }
    }

    @Test
    void putsAMismatchAsideWhoseTopicCannotBeMade() {
        // Given
        var settings = new TopicSettings("shadow.", "mismatches.{backend}", 1, (short) 1);
        MismatchTopics.Creation create = topic -> topic.endsWith("staging") ? "topic " + topic + ": not allowed" : null;

        try (var pipeline = new Pipeline(new Pipeline.Setup().topics(Topics.of(settings), create))) {
            // When
            pipeline.pipeMismatch("1");

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
            assertPutAside(pipeline, "topic shadow.mismatches.staging: not allowed");
        }
    }

    @Test
    void asksKafkaForNoMismatchTopicThatWouldBeAnotherOne() {
        // Given
        var settings = new TopicSettings("shadow.", "{route}", 1, (short) 1);
        var selection = new Selection("1", "node-1", "requests", List.of("production", "staging"), "production");
        MismatchTopics.Creation create = topic -> {
            throw new AssertionError(topic);
        };

        try (var pipeline = new Pipeline(new Pipeline.Setup().topics(Topics.of(settings), create))) {
            // When
            pipeline.pipe(Exchanges.request(selection));
            pipeline.pipe(Exchanges.response(selection, "production", "{\"a\":1}"));
            pipeline.pipe(Exchanges.response(selection, "staging", "{\"a\":2}"));

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
            assertPutAside(pipeline, "topic shadow.requests: not a name that a mismatch topic may have");
        }
    }

    private static void assertPutAside(Pipeline pipeline, String error) {
        var letter = pipeline.read("shadow.dead-letters").get(0);
        assertThat(Pipeline.json(letter.value()).get("differences")).isNotEmpty();
        assertThat(header(letter, "ce_type")).isEqualTo("io.kagemusha.mismatch.v1");
        assertThat(header(letter, "dead-letter-reason")).isEqualTo("no_topic");
        assertThat(header(letter, "dead-letter-error")).isEqualTo(error);
        assertThat(pipeline.count("dead.letters", "reason", "no_topic")).isEqualTo(1);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return Pipeline.text(record.headers().lastHeader(name).value());
    }

    @Test
    void namesMismatchTopicsByBackendAndRouteWhereAsked() {
        // Given
        var settings = new TopicSettings("shadow.", "mismatches.{backend}.{route}", 1, (short) 1);
        var created = new ArrayList<String>();
        MismatchTopics.Creation create = topic -> {
            created.add(topic);
            return null;
        };

        // When
        try (var pipeline = new Pipeline(new Pipeline.Setup().topics(Topics.of(settings), create))) {
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("2");

            // Then
            assertThat(pipeline.read("shadow.mismatches.staging.default")).hasSize(2);
            assertThat(created).isEqualTo(List.of("shadow.mismatches.staging.default"));
        }
    }
}
