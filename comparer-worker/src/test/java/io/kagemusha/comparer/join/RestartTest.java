package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.DirectExecutor;
import io.kagemusha.comparer.ParkingExecutor;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A partition goes from one owner to the next, who knows of it what the store holds. */
class RestartTest {

    private static final RecordWriter WRITER =
            new RecordWriter(Pipeline.TOPICS.requests(), Pipeline.TOPICS.responses());

    /** How many exchanges are with the hooks of a task at most. */
    private static final int ROOM = 1_000;

    private final Selection exchange = selection("1", "production", "staging");

    @Test
    void theNextOwnerJoinsWhatTheFirstLeftWaiting() {
        // Given
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        var second = first.successor();

        // When
        second.process(WRITER.write(response(exchange, "staging", "{}")), 3_000);

        // Then
        assertThat(first.verdicts()).isEmpty();
        assertThat(second.verdicts()).hasSize(1);
        assertThat(first.metrics().pendingExchanges()).isZero();
        assertThat(second.metrics().pendingExchanges()).isZero();
    }

    @Test
    void aCommitWritesWhatWaitsAndNothingTwice() {
        // Given
        var owner = new TaskOwner(TaskOwner.State.EMPTY);
        owner.process(WRITER.write(request(exchange)), 1_000);
        assertThat(owner.written()).isEmpty();

        // When
        var first = owner.entries();
        owner.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        var second = owner.entries();

        // Then
        assertThat(first).hasSize(1);
        assertThat(second).hasSize(2).containsAll(first);
    }

    @Test
    void anExchangeThatBeginsAndEndsBetweenTwoCommitsLeavesOnlyAMark() {
        // Given
        var owner = new TaskOwner(TaskOwner.State.EMPTY);
        owner.process(WRITER.write(request(exchange)), 1_000);
        owner.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        assertThat(owner.written()).isEmpty();

        // When
        owner.process(WRITER.write(response(exchange, "staging", "{}")), 3_000);

        // Then
        assertThat(owner.written())
                .singleElement()
                .satisfies(entry ->
                        assertThat(StoreEntryCodec.decode(entry.value)).isInstanceOf(StoreEntry.Finished.class));
        assertThat(owner.entries()).isEqualTo(owner.written()).hasSize(1);
    }

    @Test
    void theNextOwnerMakesNoSecondOutcomeOfWhatTheFirstFinished() {
        // Given
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        first.process(WRITER.write(response(exchange, "staging", "{}")), 3_000);
        var second = first.successor();

        // When
        second.process(WRITER.write(response(exchange, "staging", "{}")), 4_000);
        second.passIdle(Pipeline.JOIN_TIMEOUT.multipliedBy(3));

        // Then
        assertThat(first.verdicts()).hasSize(1);
        assertThat(second.verdicts()).isEmpty();
        assertThat(second.entries()).isEmpty();
    }

    @Test
    void theNextOwnerExpiresWhatTheFirstLeftWaitingCountingFromItsArrival() {
        // Given
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        first.process(WRITER.write(request(exchange)), 1_000);
        var second = first.successor();
        second.passIdle(Pipeline.JOIN_TIMEOUT);
        assertThat(second.verdicts()).isEmpty();

        // When
        second.passIdle(Duration.ofMillis(1));

        // Then
        assertThat(second.verdicts()).hasSize(1);
    }

    @Test
    void theNextOwnerFinishesWhatTheFirstHadWithItsHooks() {
        // Given
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        var entries = first.entries();
        var other = new TaskOwner(TaskOwner.State.EMPTY);
        other.process(WRITER.write(response(exchange, "staging", "{}")), 2_500);
        entries.addAll(other.entries());

        // When
        var second = new TaskOwner(new TaskOwner.State(entries, 3_000));
        second.tick();

        // Then
        assertThat(second.verdicts()).hasSize(1);
    }

    @Test
    void theNextOwnerTakesUpWithItsHooksNoMoreThanThereIsRoomFor() {
        // Given
        int exchanges = ROOM + 5;
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        var other = new TaskOwner(TaskOwner.State.EMPTY);
        for (int i = 0; i < exchanges; i++) {
            var one = selection("exchange-" + i, "production", "staging");
            first.process(WRITER.write(request(one)), 1_000 + i);
            first.process(WRITER.write(response(one, "production", "{}")), 2_000 + i);
            other.process(WRITER.write(response(one, "staging", "{}")), 2_000 + i);
        }
        var entries = first.entries();
        entries.addAll(other.entries());
        var hooks = new ParkingExecutor();
        var metrics = new ComparerMetrics(new SimpleMeterRegistry());
        var second = new TaskOwner(
                new TaskOwner.State(entries, 4_000), metrics, List.of(exchange -> {}), () -> hooks, Long.MAX_VALUE);

        // When
        second.tick();
        int atOnce = hooks.parked();
        int finished = 0;
        while (hooks.runOne()) {
            second.tick();
            finished += second.verdicts().size();
        }

        // Then
        assertThat(atOnce).isEqualTo(ROOM);
        assertThat(finished).isEqualTo(exchanges);
        assertThat(metrics.pendingExchanges()).isZero();
    }

    @Test
    void whatIsWithTheHooksIsLeftToTheNextOwnerAndPausesNothingAnyMore() {
        // Given
        var metrics = new ComparerMetrics(new SimpleMeterRegistry());
        var first = new TaskOwner(TaskOwner.State.EMPTY, metrics, List.of(exchange -> {}), ParkingExecutor::new, 1);
        for (var one : List.of(exchange, selection("2", "production", "staging"))) {
            first.process(WRITER.write(request(one)), 1_000);
            first.process(WRITER.write(response(one, "production", "{}")), 1_000);
            first.process(WRITER.write(response(one, "staging", "{}")), 1_000);
        }
        assertThat(first.isFull()).isTrue();
        assertThat(metrics.pendingExchanges()).isEqualTo(2);

        // When
        first.close();

        // Then
        assertThat(first.isFull()).isFalse();
        assertThat(metrics.pendingExchanges()).isZero();
    }

    @Test
    void expiresABacklogInSlicesSoThatItsTransactionCanEnd() {
        // Given
        var owners = new ArrayList<TaskOwner>();
        BackendFinished slow = exchange -> owners.get(0).pass(Duration.ofSeconds(1));
        var owner = new TaskOwner(
                TaskOwner.State.EMPTY,
                new ComparerMetrics(new SimpleMeterRegistry()),
                List.of(slow),
                DirectExecutor::new,
                Long.MAX_VALUE);
        owners.add(owner);
        for (String requestId : List.of("1", "2", "3")) {
            owner.process(WRITER.write(request(selection(requestId, "production", "staging"))), 1_000);
        }

        // When
        owner.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
        var atOnce = owner.verdicts();
        owner.tick();

        // Then
        assertThat(atOnce).containsExactly("1/staging UNJOINED");
        assertThat(owner.verdicts()).containsExactly("2/staging UNJOINED");
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 86400"})
    void theNextOwnerKnowsTheTimeOfMarks(boolean complete, long rememberedSeconds) {
        // Given
        var first = new TaskOwner(TaskOwner.State.EMPTY);
        first.process(WRITER.write(request(exchange)), 1_000_000_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 1_000_000_000);
        if (complete) {
            first.process(WRITER.write(response(exchange, "staging", "{}")), 1_000_000_000);
        } else {
            first.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
        }
        assertThat(first.verdicts()).hasSize(1);
        var second = new TaskOwner(new TaskOwner.State(first.entries(), 0));
        assertThat(second.entries()).hasSize(1);

        // When
        second.passIdle(Pipeline.JOIN_TIMEOUT.plusSeconds(rememberedSeconds).plusMillis(1));

        // Then
        assertThat(second.entries()).isEmpty();
    }
}
