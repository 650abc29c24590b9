package io.kagemusha.comparer.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.Pipeline.Setup;
import io.kagemusha.comparer.join.RandomTraffic.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random traffic through the whole topology: each pair has exactly the outcome that the model gives it. */
class RandomInterleavingsTest {

    private static final int EXCHANGES = 100;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void giveEveryPairTheOutcomeOfTheModel(long seed) {
        // Given
        var traffic = new RandomTraffic(new Random(seed), EXCHANGES);

        try (var pipeline = new Pipeline(new Setup())) {
            // When
            long now = 0;
            for (Arrival arrival : traffic.arrivals()) {
                pipeline.pass(Duration.ofMillis(arrival.at() - now));
                now = arrival.at();
                pipeline.pipe(traffic.record(arrival));
            }
            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));

            // Then
            var outcomes = new ArrayList<>(pipeline.verdicts());
            outcomes.sort(Comparator.naturalOrder());
            assertThat(outcomes).isEqualTo(traffic.model());
            assertThat(pipeline.count("records.read"))
                    .isEqualTo(traffic.arrivals().size())
                    .isEqualTo(pipeline.count("records.joined")
                            + pipeline.count("records.duplicate")
                            + pipeline.count("records.late"));
            assertThat(pipeline.count("outcomes")).isEqualTo(outcomes.size());

            pipeline.passIdle(ExchangeJoin.INCOMPLETE_REMEMBERED.plusMillis(1));
            assertThat(pipeline.storeEntries()).isEmpty();
            assertThat(pipeline.gauge("exchanges.pending")).isZero();
            assertThat(pipeline.gauge("records.waiting")).isZero();
        }
    }
}
