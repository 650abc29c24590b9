package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakerTest {

    private static final long MILLI = 1_000_000L;
    private static final long MINUTE = 60_000 * MILLI;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - MINUTE);

    private CircuitBreaker breaker(int maxFailures) {
        return new CircuitBreaker(maxFailures, now::get, () -> 0.5);
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.onFailure(breaker.tryEnter());
        }
    }

    private void passMillis(long millis) {
        now.addAndGet(millis * MILLI);
    }

    @Test
    void opensAfterSoManyFailuresInARowAndNotBefore() {
        CircuitBreaker breaker = breaker(3);

        fail(breaker, 2);
        breaker.onSuccess(breaker.tryEnter());
        fail(breaker, 2);
        assertThat(breaker.isOpen()).isFalse();
        fail(breaker, 1);

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.isRefusing()).isTrue();
        assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void letsOneProbeThroughAfterThePause() {
        CircuitBreaker breaker = breaker(1);
        fail(breaker, 1);

        passMillis(499);
        assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
        passMillis(1);
        assertThat(breaker.isRefusing()).isFalse();
        int probe = breaker.tryEnter();

        assertThat(probe).isNotEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.isRefusing()).isTrue();
        passMillis(MINUTE);
        assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
        breaker.onSuccess(probe);
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.tryEnter()).isNotEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void pausesLongerEachTimeAndStartsAgainAfterASuccess() {
        CircuitBreaker breaker = breaker(1);
        fail(breaker, 1);
        passMillis(500);
        fail(breaker, 1);
        passMillis(749);
        assertThat(breaker.isRefusing()).isTrue();
        passMillis(1);

        breaker.onSuccess(breaker.tryEnter());
        fail(breaker, 1);

        passMillis(499);
        assertThat(breaker.isRefusing()).isTrue();
        passMillis(1);
        assertThat(breaker.isRefusing()).isFalse();
    }

    @Test
    void closesWhenAProbeBeginsToBeAnswered() {
        CircuitBreaker breaker = breaker(2);
        fail(breaker, 2);
        passMillis(500);

        int permit = breaker.onHead(breaker.tryEnter());

        assertThat(breaker.isOpen()).isFalse();
        fail(breaker, 1);
        assertThat(breaker.isOpen()).isFalse();
        breaker.onFailure(permit);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void forgetsNoFailuresWhenAnAnswerOnlyBegins() {
        CircuitBreaker breaker = breaker(2);
        int permit = breaker.tryEnter();
        fail(breaker, 1);

        breaker.onFailure(breaker.onHead(permit));

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void learnsNothingFromAnAnswerToWhatCameBeforeItOpened() {
        CircuitBreaker breaker = breaker(1);
        int before = breaker.tryEnter();
        fail(breaker, 1);

        breaker.onHead(before);

        assertThat(breaker.isRefusing()).isTrue();
    }

    @Test
    void probesAgainAtOnceWhenAProbeWasLost() {
        CircuitBreaker breaker = breaker(1);
        fail(breaker, 1);
        passMillis(500);

        breaker.onLost(breaker.tryEnter());

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.isRefusing()).isFalse();
    }

    @Test
    void ignoresWhatEndsAfterItOpened() {
        CircuitBreaker breaker = breaker(1);
        int early = breaker.tryEnter();
        fail(breaker, 1);

        breaker.onSuccess(early);
        assertThat(breaker.isOpen()).isTrue();
        passMillis(500);
        int probe = breaker.tryEnter();
        breaker.onFailure(early);
        breaker.onSuccess(early);
        breaker.onLost(early);

        assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
        breaker.onSuccess(probe);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void neverOpensWhereNoNumberOfFailuresIsTooMany() {
        CircuitBreaker breaker = breaker(0);

        fail(breaker, 10_000);

        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void pausesAtMostAMinuteHoweverOftenItOpens() {
        CircuitBreaker breaker = breaker(1);

        for (int i = 0; i < 5_000; i++) {
            fail(breaker, 1);
            assertThat(breaker.isRefusing()).isTrue();
            passMillis(60_000);
            assertThat(breaker.isRefusing()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 250",
        "1, 0.5, 500",
        "1, 1, 750",
        "2, 0.5, 750",
        "3, 0.5, 1125",
        "12, 0.5, 43248",
        "12, 1, 60000",
        "13, 0, 30000",
        "5000, 0, 30000",
        "5000, 1, 60000",
        "2147483647, 0.5, 60000"
    })
    void pausesAsLongAsIsDocumented(int openings, double chance, long millis) {
        assertThat(CircuitBreaker.pauseNanos(openings, chance) / MILLI).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsItsPromisesWhateverHappens(long seed) {
        var random = new Random(seed);
        var breaker = new CircuitBreaker(1 + random.nextInt(4), now::get, random::nextDouble);
        var probes = new ArrayList<Integer>();
        var others = new ArrayList<Integer>();

        for (int i = 0; i < 20_000; i++) {
            passMillis(random.nextInt(1000));
            boolean wasOpen = breaker.isOpen();
            int permit = breaker.tryEnter();
            if (permit == CircuitBreaker.REFUSED) {
                assertThat(wasOpen).as("refuses only when open").isTrue();
            } else {
                (wasOpen ? probes : others).add(permit);
            }
            assertThat(probes).as("one probe at a time").hasSizeLessThan(2);
            boolean probe = random.nextInt(3) == 0;
            var ending = probe ? probes : others;
            if (!ending.isEmpty()) {
                int ended = ending.remove(random.nextInt(ending.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        breaker.onSuccess(ended);
                        assertThat(breaker.isOpen() && probe).isFalse();
                    }
                    case 1 -> breaker.onLost(ended);
                    default -> {
                        breaker.onFailure(ended);
                        assertThat(breaker.isOpen() || !probe).isTrue();
                    }
                }
            }
        }
        // However it stands, a shadow that is well again is found to be
        probes.forEach(breaker::onLost);
        passMillis(60_000);
        breaker.onSuccess(breaker.tryEnter());
        assertThat(breaker.isOpen()).isFalse();
    }
}
