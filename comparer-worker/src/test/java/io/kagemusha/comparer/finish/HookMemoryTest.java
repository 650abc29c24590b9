package io.kagemusha.comparer.finish;

import static io.kagemusha.comparer.Exchanges.TIME;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.comparer.ParkingExecutor;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several partitions of one process, whose exchanges wait for hooks. */
class HookMemoryTest {

    private static final long ALL = 100;

    private final ComparerMetrics metrics = new ComparerMetrics(new SimpleMeterRegistry());
    private final FinishStages stages = new FinishStages(
            new CurrentComparing(CompareSettings.DEFAULT),
            new HookCalls(List.of(exchange -> {}), pause -> {}, metrics),
            ParkingExecutor::new,
            () -> 0,
            metrics,
            new HookMemory(ALL));
    private final FinishStage first = stages.create();
    private final FinishStage second = stages.create();

    private static JoinedExchange exchange(long bytes) {
        return new JoinedExchange(selection("1", "production", "staging"), TIME, null, Map.of(), Map.of(), bytes);
    }

    @Test
    void isSharedByAllPartitions() {
        first.submit(exchange(1));
        second.submit(exchange(1));
        assertThat(first.hasRoom()).isTrue();

        second.submit(exchange(ALL));

        assertThat(first.hasRoom()).isFalse();
        assertThat(second.hasRoom()).isFalse();
    }

    @Test
    void isNeverWantedForTheOnlyExchangeOfAPartition() {
        first.submit(exchange(ALL));

        assertThat(second.hasRoom()).isTrue();
    }

    @Test
    void isGivenBackByAPartitionThatGoesToAnotherOwner() {
        first.submit(exchange(ALL));
        second.submit(exchange(ALL / 2));
        assertThat(second.hasRoom()).isFalse();

        first.close();

        assertThat(second.hasRoom()).isTrue();
    }
}
