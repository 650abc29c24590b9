package io.kagemusha.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private final RequestIds ids = new RequestIds(new SecureRandom());

    @Test
    void makesUuidsOfVersionSevenWithTheTimeInFront() {
        long time = 0x0123_4567_89abL;

        var id = UUID.fromString(ids.next(time));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(time);
    }

    @Test
    void makesEachOnceThoughTheClockStandsOrStepsBack() {
        var made = new HashSet<String>();

        for (int i = 0; i < 10_000; i++) {
            assertThat(made.add(ids.next(1000 - i % 7))).isTrue();
        }
    }

    @Test
    void makesEachOnceForManyThreads() {
        var made = ConcurrentHashMap.<String>newKeySet();

        long different = IntStream.range(0, 100_000)
                .parallel()
                .filter(i -> made.add(ids.next(1000)))
                .count();

        assertThat(different).isEqualTo(100_000);
    }

    @Test
    void sortsByTime() {
        assertThat(ids.next(1000)).isLessThan(ids.next(1001)).isLessThan(ids.next(2000));
    }
}
