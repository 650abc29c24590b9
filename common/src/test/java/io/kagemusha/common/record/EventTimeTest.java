package io.kagemusha.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    private static final long YEAR_10000 = 253_402_300_800L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.Z",
                "2026-01-02T03:04:05.6Z",
                "2026-01-02T03:04:05.678Z",
                "2026-01-02T03:04:05.678901234Z",
                "0000-01-01T00:00:00Z",
                "2024-02-29T23:59:59.999999999Z",
                "2016-12-31T23:59:60Z",
                "2026-01-02T24:00:00Z",
                "2026-01-02t03:04:05z",
                "2026-01-02T05:04:05+02:00",
                "+12026-01-02T03:04:05Z",
                "-0001-01-02T03:04:05Z"
            })
    void readsWhatTheLibraryReads(String text) {
        assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "yesterday",
                "2026-02-30T03:04:05Z",
                "2026-13-01T03:04:05Z",
                "2026-01-02T25:04:05Z",
                "2026-01-02T03:60:05Z",
                "2026-01-02T03:04:61Z",
                "2026-01-02T03:04:05",
                "2026-01-02T03:04:05.0123456789Z",
                "2026-01-02 03:04:05Z",
                "2026-01-02T03:04:05.6ZZ"
            })
    void refusesWhatTheLibraryRefuses(String text) {
        assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> EventTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.600Z",
                "2026-01-02T03:04:05.000001Z",
                "2026-01-02T03:04:05.678901200Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "-0001-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void writesWhatTheLibraryWrites(String text) {
        assertThat(EventTime.format(Instant.parse(text))).isEqualTo(text);
    }

    @RepeatedTest(20)
    void agreesWithTheLibraryOnRandomTextsNearATime(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 500; i++) {
            var nanos = new int[] {0, 1_000_000 * random.nextInt(1_000), random.nextInt(1_000_000_000)};
            var instant = Instant.ofEpochSecond(random.nextLong(YEAR_10000), nanos[random.nextInt(nanos.length)]);
            var text = new StringBuilder(instant.toString());
            assertThat(EventTime.format(instant)).isEqualTo(instant.toString());
            assertThat(EventTime.parse(text.toString())).isEqualTo(instant);
            text.setCharAt(random.nextInt(text.length()), "0123456789.:-TZ x".charAt(random.nextInt(17)));
            assertThat(parsed(text.toString(), false)).as(text.toString()).isEqualTo(parsed(text.toString(), true));
        }
    }

    private static @Nullable Instant parsed(String text, boolean library) {
        try {
            return library ? Instant.parse(text) : EventTime.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
