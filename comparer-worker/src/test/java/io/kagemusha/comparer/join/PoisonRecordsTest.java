package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.Pipeline;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoisonRecordsTest {

    private static final String REQUESTS = Pipeline.TOPICS.requests();
    private static final String RESPONSES = Pipeline.TOPICS.responses();

    private final Pipeline pipeline = new Pipeline(new Pipeline.Setup().entryBytes(40_000));
    private final RecordWriter writer = new RecordWriter(REQUESTS, RESPONSES);

    @AfterEach
    void goesOn() {
        pipeline.pipeMismatch("after");
        assertThat(pipeline.verdicts()).contains("after/staging MISMATCH");
        pipeline.close();
    }

    @Test
    void arePutAsideAsTheyWereWithTheReason() {
        // Given
        var headers = new RecordHeaders().add("what", "ever".getBytes(UTF_8));

        // When
        pipeline.pipe(new ProducerRecord<>(RESPONSES, null, null, new byte[] {1}, new byte[] {2}, headers));

        // Then
        var letter = pipeline.read(Pipeline.TOPICS.deadLetters()).get(0);
        assertThat(letter.key()).containsExactly(1);
        assertThat(letter.value()).containsExactly(2);
        assertThat(text(letter.headers(), "what")).isEqualTo("ever");
        assertThat(text(letter.headers(), "dead-letter-reason")).isEqualTo("unreadable");
        assertThat(text(letter.headers(), "dead-letter-error")).startsWith("ce_type");
        assertThat(text(letter.headers(), "dead-letter-topic")).isEqualTo(RESPONSES);
        assertThat(text(letter.headers(), "dead-letter-partition")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-offset")).isEqualTo("0");
        assertThat(pipeline.count("records.rejected")).isEqualTo(1);
    }

    @Test
    void withoutKeyAndValueArePutAside() {
        // Given
        var headers = writer.write(request(selection("1", "a", "b"))).headers();

        // When
        pipeline.pipe(new ProducerRecord<>(REQUESTS, null, null, null, null, headers));

        // Then
        assertThat(pipeline.read(Pipeline.TOPICS.deadLetters())).hasSize(1);
    }

    @Test
    void areNoneBecauseOfHeadersThatALaterVersionAdds() {
        // Given
        var exchange = selection("1", "production", "staging");
        var records = List.of(
                writer.write(request(exchange)),
                writer.write(response(exchange, "production", "{}")),
                writer.write(response(exchange, "staging", "{}")));

        // When
        records.forEach(record -> {
            record.headers().add("ce_laterattribute", new byte[] {1}).add("x", null);
            pipeline.pipe(record);
        });

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MATCH");
    }

    @Test
    void ofALaterVersionArePutAside() {
        // Given
        var record = writer.write(request(selection("1", "a", "b")));
        record.headers().remove(CloudEvent.TYPE).add(CloudEvent.TYPE, "io.kagemusha.request.v9".getBytes(UTF_8));

        // When
        pipeline.pipe(record);

        // Then
        assertThat(reasons()).containsExactly("unreadable");
    }

    @Test
    void withAnUnreadableValueLeaveTheirPairUncomparable() {
        // Given
        var exchange = selection("1", "production", "staging");
        pipeline.pipe(request(exchange));
        pipeline.pipe(response(exchange, "production", "{}"));
        var good = writer.write(response(exchange, "staging", "{}"));

        // When
        pipeline.pipe(new ProducerRecord<>(
                RESPONSES, null, null, good.key(), "garbage\r\n\r\n".getBytes(UTF_8), good.headers()));

        // Then
        assertThat(pipeline.outcomes())
                .singleElement()
                .satisfies(o -> assertThat(o.get("outcome").asText()).isEqualTo("UNCOMPARABLE"))
                .satisfies(o -> assertThat(o.get("reason").asText()).startsWith("unreadable: response of staging"));
        assertThat(reasons()).containsExactly("unreadable");
    }

    @Test
    void thatNameOtherBackendsThanTheFirstOfTheirExchangeArePutAside() {
        // Given
        pipeline.pipe(request(selection("1", "production", "staging")));

        // When
        pipeline.pipe(response(selection("1", "production", "canary"), "production", "{}"));

        // Then
        assertThat(reasons()).containsExactly("contradictory");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongNames")
    void whoseNamesAreNoneArePutAsideWithTheReason(String what, String header, String names, String reason) {
        // Given
        var record = writer.write(request(selection("1", "production", "staging")));
        record.headers().remove(header).add(header, names.getBytes(UTF_8));

        // When
        pipeline.pipe(record);
        pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));

        // Then
        var letter = pipeline.read(Pipeline.TOPICS.deadLetters()).get(0);
        assertThat(text(letter.headers(), "dead-letter-reason")).isEqualTo("unreadable");
        assertThat(text(letter.headers(), "dead-letter-error")).startsWith(reason);
        assertThat(pipeline.count("dead.letters", "reason", "unreadable")).isEqualTo(1);
        assertThat(pipeline.outcomes()).isEmpty();
    }

    static Stream<Arguments> wrongNames() {
        String many = IntStream.range(0, 301).mapToObj(i -> "b" + i).collect(Collectors.joining(","));
        return Stream.of(
                arguments("a long route", "ce_route", "r".repeat(101), "ce_route: rrr"),
                arguments("a route with other characters", "ce_route", "a/b", "ce_route: a/b (expected: a name"),
                arguments("no names", "ce_backends", "production" + ",".repeat(120_000), "ce_backends: more than 300"),
                arguments("an empty name", "ce_backends", "production,,staging", "ce_backends:  (expected: a name"),
                arguments("a name twice", "ce_backends", "production,staging,production", "backends: "),
                arguments("many names", "ce_backends", "production," + many, "ce_backends: more than 300"),
                arguments("a long name", "ce_backends", "production," + "b".repeat(101), "ce_backends: bbb"));
    }

    @Test
    void thatTheStoresTopicWouldNotTakeArePutAside() {
        // When
        pipeline.pipe(response(selection("1", "production", "staging"), "production", huge()));

        // Then
        assertThat(reasons()).containsExactly("too_large");
        assertThat(pipeline.storeEntries()).isEmpty();
    }

    @Test
    void ofAnyWeightFitTheDeadLetters() {
        // Given
        byte[] heavy = new byte[2 << 20];
        var headers = new RecordHeaders().add("heavy", heavy).add("light", new byte[] {1});

        // When
        pipeline.pipe(new ProducerRecord<>(REQUESTS, null, null, heavy, heavy, headers));

        // Then
        var letter = pipeline.read(Pipeline.TOPICS.deadLetters()).get(0);
        assertThat(letter.key().length + letter.value().length).isLessThan(1 << 20);
        assertThat(text(letter.headers(), "dead-letter-key-length")).isEqualTo(Integer.toString(heavy.length));
        assertThat(text(letter.headers(), "dead-letter-value-length")).isEqualTo(Integer.toString(heavy.length));
        assertThat(letter.headers().lastHeader("heavy")).isNull();
        assertThat(letter.headers().lastHeader("light")).isNotNull();
    }

    @Test
    void thatAreQuotedInAReasonDoNotMakeTheOutcomeHeavy() {
        // Given
        var exchange = selection("1", "production", "staging");
        pipeline.pipe(request(exchange));
        pipeline.pipe(response(exchange, "production", "{}"));
        var good = writer.write(response(exchange, "staging", "{}"));

        // When
        byte[] garbage = ("garbage ".repeat(10_000) + "\r\n\r\n").getBytes(UTF_8);
        pipeline.pipe(new ProducerRecord<>(RESPONSES, null, null, good.key(), garbage, good.headers()));

        // Then
        assertThat(pipeline.read(Pipeline.TOPICS.outcomes()))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.value().length).isLessThan(3_000));
    }

    @Test
    void areNoneWhenTheyNeedNoPlaceInTheStore() {
        // Given
        var exchange = selection("1", "production", "staging");
        pipeline.pipe(request(exchange));
        pipeline.pipe(response(exchange, "production", "{}"));

        // When
        pipeline.pipe(response(exchange, "staging", huge()));

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
    }

    private List<String> reasons() {
        return pipeline.read(Pipeline.TOPICS.deadLetters()).stream()
                .map(letter -> text(letter.headers(), "dead-letter-reason"))
                .toList();
    }

    private static String huge() {
        return "{\"a\":\"" + "x".repeat(50_000) + "\"}";
    }

    private static String text(Headers headers, String name) {
        return Pipeline.text(headers.lastHeader(name).value());
    }

    /** A record that completes its exchange needs no place in the store, so it may be larger than one takes. */
    @Test
    void theLastRecordOfAnExchangeIsNeverWrittenHoweverSmallTheCache() {
        try (var uncached = new Pipeline(new Pipeline.Setup().entryBytes(40_000).cacheBytes(0))) {
            // Given
            var exchange = selection("1", "production", "staging");
            uncached.pipe(request(exchange));
            uncached.pipe(response(exchange, "production", "{}"));

            // When
            uncached.pipe(response(exchange, "staging", "x".repeat(50_000)));

            // Then
            assertThat(uncached.verdicts()).containsExactly("1/staging MISMATCH");
            assertThat(uncached.read("comparer-test-exchanges-changelog"))
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.value() == null ? 0 : entry.value().length)
                            .isLessThan(40_000));
        }
    }
}
