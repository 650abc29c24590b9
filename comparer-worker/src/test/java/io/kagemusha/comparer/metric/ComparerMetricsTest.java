package io.kagemusha.comparer.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ComparerMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ComparerMetrics metrics = new ComparerMetrics(registry);

    @Test
    void countEveryOutcomeThoughRecordsNameMoreShadowsThanThereAreLabelsFor() {
        // When
        for (int i = 0; i < 2_000; i++) {
            metrics.outcome("invented" + i, Outcome.MATCH);
        }

        // Then
        var counters = registry.find("kagemusha.comparer.outcomes").counters();
        assertThat(counters).hasSize(1_001);
        assertThat(counters.stream().mapToDouble(counter -> counter.count()).sum())
                .isEqualTo(2_000);
    }
}
