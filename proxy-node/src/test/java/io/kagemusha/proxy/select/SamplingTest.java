package io.kagemusha.proxy.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.25, 0.5, 0.95})
    void choosesItsShareOfTenThousandIdsThatCountUp(double share) {
        long chosen = IntStream.range(0, 10_000)
                .mapToObj(i -> new UUID(0x0190_0000_0000_7abcL, 0x8000_0001_0000_0000L + i).toString())
                .filter(id -> Sampling.position(id) < share)
                .count();

        assertThat(chosen).isBetween((long) (10_000 * share) - 200, (long) (10_000 * share) + 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a client", "10.0.0.1"})
    void givesEveryKeyOnePlaceBelowOne(String key) {
        assertThat(Sampling.position(key)).isEqualTo(Sampling.position(key)).isBetween(0.0, Math.nextDown(1.0));
    }
}
