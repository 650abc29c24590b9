package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.comparer.Exchanges;
import io.kagemusha.comparer.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoiningTest {

    private static final Duration A_BIT = Duration.ofSeconds(1);

    private final Pipeline pipeline = new Pipeline(new Pipeline.Setup());
    private final Selection exchange = selection("1", "production", "staging");

    @AfterEach
    void close() {
        pipeline.close();
    }

    @ParameterizedTest
    @CsvSource({"012", "021", "102", "120", "201", "210"})
    void givesOneOutcomeInWhateverOrderTheRecordsCome(String order) {
        // When
        order.chars().forEach(part -> pipe(part - '0'));

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
        assertThat(pipeline.mismatches()).hasSize(1);
        assertThat(pipeline.gauge("exchanges.pending")).isZero();
    }

    @Test
    void keepsTheJoinTimeoutOfItsStart() {
        // Given
        var settings = new Pipeline.Setup().settings();
        pipe(0);

        // When
        pipeline.compareBy(new CompareSettings(
                Duration.ofHours(1), false, List.of(), List.of(), List.of(), settings.inlineBodyBytes()));
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeline.pipeMismatch("2");

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging UNJOINED", "2/staging MISMATCH");
    }

    @Test
    void countsARecordThatComesTwiceWithinTheExchange() {
        // Given
        pipe(0);
        pipe(1);

        // When
        pipe(1);
        pipe(2);

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
        assertThat(pipeline.count("records.duplicate")).isEqualTo(1);
    }

    @Test
    void makesNoSecondOutcomeOfRecordsThatComeTwiceAfterTheFirst() {
        // Given
        List.of(0, 1, 2).forEach(this::pipe);

        // When
        List.of(0, 1, 2).forEach(this::pipe);
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH", "2/staging MISMATCH");
        assertThat(pipeline.count("records.duplicate")).isEqualTo(3);
        assertThat(pipeline.count("records.late")).isZero();
    }

    @Test
    void makesNoSecondOutcomeOfARecordThatComesTooLate() {
        // Given
        pipe(0);
        pipe(1);
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));

        // When
        pipe(2);
        pipeline.passIdle(A_BIT);

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging UNJOINED");
        assertThat(pipeline.count("records.late")).isEqualTo(1);
        assertThat(pipeline.count("records.duplicate")).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 30, 300, 1_439})
    void makesNoSecondOutcomeOfARecordHoweverLateOnTheSameDay(long minutes) {
        // Given
        pipe(0);
        pipe(1);
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");

        // When
        pipeline.pass(Duration.ofMinutes(minutes));
        pipe(2);
        pipe(2);
        pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plus(A_BIT));

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging UNJOINED", "2/staging MISMATCH");
        assertThat(pipeline.count("records.late")).isEqualTo(2);
        assertThat(pipeline.gauge("unaccounted", "what", "records")).isZero();
    }

    @Test
    void makesNoSecondOutcomeOfAResponseThatTookDays() {
        // Given
        pipe(0);
        pipe(1);
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");
        pipeline.pass(Duration.ofDays(3));
        pipeExchange("3");

        // When
        var timings = new Timings(100, 2_000, TimeUnit.DAYS.toMicros(3));
        var result = new Result(Exchanges.message("{}"), null, timings, null);
        pipeline.pipe(new ResponseRecord(exchange, "staging", Exchanges.TIME, false, result));
        pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plus(A_BIT));

        // Then
        assertThat(pipeline.verdicts())
                .containsExactly("1/staging UNJOINED", "2/staging MISMATCH", "3/staging MISMATCH");
        assertThat(pipeline.count("records.late")).isEqualTo(1);
    }

    @Test
    void expiresNothingThatIsUnreadWhileOneTopicLagsBehindTheOther() {
        // Given
        pipe(0);
        pipe(1);
        pipeline.pass(Pipeline.JOIN_TIMEOUT.multipliedBy(10));
        pipeline.pipe(request(selection("2", "production", "staging")));

        // When
        pipeline.pass(Pipeline.JOIN_TIMEOUT.multipliedBy(-10).plus(A_BIT));
        pipe(2);

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
        assertThat(pipeline.count("records.late")).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-36_000, -600, 600, 36_000})
    void joinsAndMeasuresWhateverTheClocksOfNodesSay(long seconds) {
        // Given
        var elsewhen = Exchanges.TIME.plusSeconds(seconds);
        pipe(0);
        pipe(1);

        // When
        var result = new Result(Exchanges.message("{}"), null, new Timings(100, 2_000, 3_250), null);
        pipeline.pipe(new ResponseRecord(exchange, "staging", elsewhen, false, result));

        // Then
        assertThat(pipeline.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.get("outcome").asText()).isEqualTo("MISMATCH");
            assertThat(outcome.get("shadow").get("elapsedMillis").asDouble()).isEqualTo(3.25);
        });
    }

    @Test
    void joinsRecordsThatAreExactlyTheJoinTimeoutApart() {
        // Given
        pipe(0);
        pipe(1);
        pipeline.pass(Pipeline.JOIN_TIMEOUT);

        // When
        pipe(2);

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
    }

    @ParameterizedTest
    @CsvSource({
        "12, 'missing: request'",
        "02, 'missing: response of production'",
        "01, 'missing: response of staging'",
        "1, 'missing: request, response of staging'"
    })
    void saysWhatIsMissingWhenTheJoinTimeoutHasPassed(String arriving, String reason) {
        // Given
        arriving.chars().forEach(part -> pipe(part - '0'));

        // When
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");

        // Then
        assertThat(pipeline.outcomes())
                .first()
                .satisfies(
                        outcome -> assertThat(outcome.get("outcome").asText()).isEqualTo("UNJOINED"))
                .satisfies(outcome -> assertThat(outcome.get("reason").asText()).isEqualTo(reason));
    }

    @Test
    void judgesEachPairAloneWhenARecordIsMissing() {
        // Given
        var three = selection("3", "production", "staging", "canary");
        pipeline.pipe(request(three));
        pipeline.pipe(response(three, "production", "{}"));
        pipeline.pipe(response(three, "canary", "{}"));

        // When
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");

        // Then
        assertThat(pipeline.verdicts()).startsWith("3/staging UNJOINED", "3/canary MATCH");
    }

    @Test
    void expiresInTheOrderOfFirstArrival() {
        // Given
        for (String id : List.of("c", "a", "b")) {
            pipeline.pipe(request(selection(id, "production", "staging")));
        }

        // When
        pipeline.pass(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeExchange("2");

        // Then
        assertThat(pipeline.verdicts()).startsWith("c/staging UNJOINED", "a/staging UNJOINED", "b/staging UNJOINED");
    }

    @Test
    void expiresNothingWhileNoRecordTellsOfTimeAndNothingIsProven() {
        // Given
        pipe(0);

        // When
        pipeline.passUnproven(Pipeline.JOIN_TIMEOUT.multipliedBy(10));

        // Then
        assertThat(pipeline.verdicts()).isEmpty();
    }

    @Test
    void expiresByTheProcesssClockWhatIsProvenToHaveNothingMoreToCome() {
        // Given
        pipe(0);
        pipeline.passIdle(Pipeline.JOIN_TIMEOUT);
        assertThat(pipeline.verdicts()).isEmpty();

        // When
        pipeline.passIdle(A_BIT);

        // Then
        assertThat(pipeline.verdicts()).containsExactly("1/staging UNJOINED");
    }

    @Test
    void leavesNothingBehindWhenTrafficStopsAndTheWindowsHavePassed() {
        // Given
        pipeExchange("1");
        pipeline.pipe(request(selection("2", "production", "staging")));

        // When
        pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plus(A_BIT));
        pipeline.passIdle(ExchangeJoin.INCOMPLETE_REMEMBERED.plus(A_BIT));

        // Then
        assertThat(pipeline.storeEntries()).isEmpty();
        assertThat(pipeline.gauge("exchanges.pending")).isZero();
        assertThat(pipeline.gauge("records.waiting")).isZero();
    }

    @Test
    void givesAnExchangeOfOneBackendNoOutcome() {
        // Given
        var single = selection("1", "production");

        // When
        pipeline.pipe(request(single));
        pipeline.pipe(response(single, "production", "{}"));

        // Then
        assertThat(pipeline.verdicts()).isEmpty();
        assertThat(pipeline.count("exchanges.finished")).isEqualTo(1);
    }

    private void pipeExchange(String requestId) {
        var selection = selection(requestId, "production", "staging");
        pipeline.pipe(request(selection));
        pipeline.pipe(response(selection, "production", "{\"a\":1}"));
        pipeline.pipe(response(selection, "staging", "{\"a\":2}"));
    }

    private void pipe(int part) {
        switch (part) {
            case 0 -> pipeline.pipe(request(exchange));
            case 1 -> pipeline.pipe(response(exchange, "production", "{\"a\":1}"));
            default -> pipeline.pipe(response(exchange, "staging", "{\"a\":2}"));
        }
    }
}
