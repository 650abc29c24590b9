package io.kagemusha.comparer.publish;

import static io.kagemusha.comparer.Exchanges.failure;
import static io.kagemusha.comparer.Exchanges.message;
import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.Exchanges;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.Pipeline.Setup;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSchemaTest {

    private static final Schema OUTCOME = schema("outcome.v1.json");
    private static final Schema MISMATCH = schema("mismatch.v1.json");

    private final Selection exchange = selection("1", "production", "staging");

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void outcomesOfEveryFailureFitTheSchema(FailureKind kind) {
        try (var pipeline = new Pipeline(new Setup())) {
            // When
            pipeline.pipe(request(exchange));
            pipeline.pipe(response(exchange, "production", "{}"));
            pipeline.pipe(failure(exchange, "staging", kind, "why"));

            // Then
            assertValid(pipeline);
        }
    }

    @Test
    void outcomesOfMissingRecordsFitTheSchema() {
        try (var pipeline = new Pipeline(new Setup())) {
            // Given
            pipeline.pipe(request(exchange));

            // When
            pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(Duration.ofSeconds(1)));
            pipeline.pipeMismatch("2");

            // Then
            assertValid(pipeline);
        }
    }

    @Test
    void mismatchesOfTextFitTheSchemaAndHaveTheirBodiesInline() {
        try (var pipeline = new Pipeline(new Setup())) {
            // When
            pipeline.pipeMismatch("1");

            // Then
            var event = pipeline.read(Pipeline.TOPICS.mismatches()).get(0);
            assertFits(MISMATCH, event.value());
            assertThat(Pipeline.text(event.value()))
                    .contains("\"encoding\":\"text\",\"truncated\":false,\"content\":\"{\\\"a\\\":1}\"");
            assertValid(pipeline);
        }
    }

    @Test
    void mismatchesOfBytesFitTheSchemaAndAreBase64() {
        try (var pipeline = new Pipeline(new Setup())) {
            // When
            pipeMismatch(pipeline, bytes(0xff, 0), bytes(0xfe, 0));

            // Then
            var event = pipeline.mismatches().get(0);
            var body = event.get("responses").get("reference").get("body");
            assertThat(body.get("encoding").asText()).isEqualTo("base64");
            assertThat(body.get("content").asText()).isEqualTo("/wA=");
        }
    }

    @Test
    void bodiesAreCutAtTheInlineLimitAndSayIt() {
        try (var pipeline = new Pipeline(new Setup().inlineBodyBytes(4))) {
            // When
            pipeMismatch(pipeline, message("{\"long\":1}"), message("{\"long\":2}"));

            // Then
            var event = pipeline.read(Pipeline.TOPICS.mismatches()).get(0);
            assertFits(MISMATCH, event.value());
            assertThat(Pipeline.text(event.value())).contains("\"truncated\":true,\"content\":\"{\\\"lo\"");
        }
    }

    @Test
    void anEventThatWouldBeTooLargeLeavesItsBodiesOut() {
        int limit = 64 * 1024;
        try (var pipeline = new Pipeline(new Setup().inlineBodyBytes(1 << 20).eventBytes(limit))) {
            // When
            String padding = "x".repeat(limit);
            pipeMismatch(
                    pipeline,
                    message("{\"a\":1,\"p\":\"" + padding + "\"}"),
                    message("{\"a\":2,\"p\":\"" + padding + "\"}"));

            // Then
            var event = pipeline.read(Pipeline.TOPICS.mismatches()).get(0);
            assertFits(MISMATCH, event.value());
            assertThat(event.value().length).isLessThan(limit);
            assertThat(Pipeline.text(event.value())).contains("\"encoding\":\"omitted\"");
            assertThat(pipeline.count("mismatches.shrunk")).isEqualTo(1);
        }
    }

    @Test
    void anEventWithMoreDifferencesThanTheBrokerTakesListsTheFirst() {
        try (var pipeline = new Pipeline(new Setup().eventBytes(32 * 1024))) {
            // When
            pipeMismatch(pipeline, message(numbers(1)), message(numbers(2)));

            // Then
            var event = pipeline.read(Pipeline.TOPICS.mismatches()).get(0);
            assertFits(MISMATCH, event.value());
            assertThat(event.value().length).isLessThan(32 * 1024);
        }
    }

    @Test
    void theSameRecordsGiveTheSameEventsByteForByte() {
        try (var first = new Pipeline(new Setup());
                var second = new Pipeline(new Setup())) {
            // When
            first.pipeMismatch("1");
            second.pass(Duration.ofHours(1));
            second.pipeMismatch("1");

            // Then
            for (String topic : new String[] {Pipeline.TOPICS.mismatches(), Pipeline.TOPICS.outcomes()}) {
                var one = first.read(topic).get(0);
                var two = second.read(topic).get(0);
                assertThat(two.value()).isEqualTo(one.value());
                assertThat(two.headers()).isEqualTo(one.headers());
            }
        }
    }

    @Test
    void textThatIsNoUnicodeIsReplaced() {
        try (var pipeline = new Pipeline(new Setup())) {
            // When
            pipeMismatch(pipeline, message("{\"a\":\"\\ud800\"}"), message("{\"a\":\"\\udc00\"}"));

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
            assertFits(
                    MISMATCH, pipeline.read(Pipeline.TOPICS.mismatches()).get(0).value());
        }
    }

    @Test
    void aCutThroughAPairOfSurrogatesLeavesNoHalf() {
        assertThat(EventText.fit("ab\ud83d\ude00cd", 4)).isEqualTo("ab\ufffd…");
        assertThat(EventText.fit("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
    }

    private static String numbers(int factor) {
        var json = new StringBuilder("{");
        for (int i = 1; i <= 2_000; i++) {
            json.append(i == 1 ? "" : ",")
                    .append("\"member-")
                    .append(i)
                    .append("\":")
                    .append(i * factor);
        }
        return json.append('}').toString();
    }

    private static ResponseMessage bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return message(bytes, "application/octet-stream");
    }

    private void pipeMismatch(Pipeline pipeline, ResponseMessage reference, ResponseMessage shadow) {
        pipeline.pipe(request(exchange));
        pipeline.pipe(Exchanges.response(exchange, "production", reference, null));
        pipeline.pipe(Exchanges.response(exchange, "staging", shadow, null));
    }

    private static void assertValid(Pipeline pipeline) {
        var outcomes = pipeline.read(Pipeline.TOPICS.outcomes());
        assertThat(outcomes).isNotEmpty();
        outcomes.forEach(outcome -> assertFits(OUTCOME, outcome.value()));
        pipeline.read(Pipeline.TOPICS.mismatches()).forEach(event -> assertFits(MISMATCH, event.value()));
    }

    private static void assertFits(Schema schema, byte[] event) {
        assertThat(schema.validate(new String(event, UTF_8), InputFormat.JSON)).isEmpty();
    }

    private static Schema schema(String file) {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        return registry.getSchema(EventSchemaTest.class.getResourceAsStream("/schema/" + file), InputFormat.JSON);
    }
}
