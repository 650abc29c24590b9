package io.kagemusha.common.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTextTest {

    private static final ValueType<Duration> DURATION = DurationText.from(Duration.ZERO, Duration.ofDays(10));
    private static final ValueType<Long> SIZE = SizeText.from(0, 1L << 40);

    @ParameterizedTest
    @CsvSource({
        "500ms, 500, 500ms",
        "1000ms, 1000, 1s",
        "90s, 90000, 90s",
        "120s, 120000, 2m",
        "60m, 3600000, 1h",
        "0s, 0, 0s"
    })
    void readsAndWritesDurations(String text, long millis, String written) {
        assertThat(DURATION.parser().parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "-1s", "1.5s", "1 s", "1S", "1d", "1m30s", "9999999999999s", "999999999999h"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(DURATION.parser().parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1000, 1000, 1000",
        "1024, 1024, 1KiB",
        "64KiB, 65536, 64KiB",
        "2048KiB, 2097152, 2MiB",
        "1GiB, 1073741824, 1GiB",
        "1073741824, 1073741824, 1GiB",
        "1099511627776, 1099511627776, 1TiB",
        "1TiB, 1099511627776, 1TiB"
    })
    void readsAndWritesSizes(String text, long bytes, String written) {
        assertThat(SIZE.parser().parse(text)).isEqualTo(bytes);
        assertThat(SizeText.format(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1k",
                "1KB",
                "1 KiB",
                "1.5MiB",
                "2TiB",
                "1025GiB",
                "999999999TiB",
                "1099511627777",
                "99999999999999999999"
            })
    void refusesWhatIsNoSize(String text) {
        assertThat(SIZE.parser().parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "25%, 0.25, 25%",
        "0.25, 0.25, 25%",
        "0, 0, 0%",
        "1, 1, 100%",
        "100%, 1, 100%",
        "0.1%, 0.001, 0.1%",
        "33.3%, 0.333, 33.3%"
    })
    void readsAndWritesShares(String text, double share, String written) {
        assertThat(ShareText.TYPE.parser().parse(text)).isEqualTo(share);
        assertThat(ShareText.format(share)).isEqualTo(written);
    }
}
