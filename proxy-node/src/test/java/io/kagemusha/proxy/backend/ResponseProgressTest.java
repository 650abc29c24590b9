package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.backend.ResponseProgress.Since;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseProgressTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Failure OVERDUE =
            new Failure(FailureKind.RESPONSE_TIMEOUT, "still answering 10000 ms after the client's answer was over");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND);
    private final ResponseProgress progress = new ResponseProgress(1000, now::get);

    private void pass(long seconds) {
        now.addAndGet(seconds * SECOND);
    }

    @Test
    void isNeverOverdueWhileSomebodyWaitsForIt() {
        progress.onHead(HttpResponseStatus.OK);

        pass(1_000_000);

        assertThat(progress.onBody(1, true)).isNull();
        assertThat(progress.leftOf(30 * SECOND)).isEqualTo(30 * SECOND);
    }

    @Test
    void isOverdueSoLongAfterTheAnswerWasOver() {
        progress.onHead(HttpResponseStatus.OK);
        pass(100);
        progress.endWithin(10 * SECOND, Since.ANSWER_OVER);

        pass(9);
        assertThat(progress.onBody(1, true)).isNull();
        assertThat(progress.leftOf(30 * SECOND)).isEqualTo(SECOND);
        pass(1);

        assertThat(progress.onBody(1, true)).isEqualTo(OVERDUE);
        assertThat(progress.leftOf(30 * SECOND)).isZero();
    }

    @Test
    void hasAllTheTimeFromItsHeadOnWhereThatComesLater() {
        progress.endWithin(10 * SECOND, Since.ANSWER_OVER);
        pass(100);
        assertThat(progress.leftOf(30 * SECOND)).isEqualTo(30 * SECOND);
        assertThat(progress.overdue()).isNull();

        progress.onHead(HttpResponseStatus.OK);
        pass(9);

        assertThat(progress.onBody(1, true)).isNull();
        pass(1);
        assertThat(progress.onBody(1, true)).isEqualTo(OVERDUE);
    }

    @Test
    void isBoundOnce() {
        progress.onHead(HttpResponseStatus.OK);
        progress.endWithin(10 * SECOND, Since.CLIENT_GONE);
        pass(5);
        progress.endWithin(100 * SECOND, Since.ANSWER_OVER);

        pass(5);

        assertThat(progress.overdue())
                .isEqualTo(new Failure(
                        FailureKind.ABORTED_BY_CLIENT, "still answering 10000 ms after the client had gone"));
    }

    @Test
    void isLongWithManySmallParts() {
        for (int i = 0; i < 100; i++) {
            progress.onBody(1, false);
        }
        assertThat(progress.isLong()).isFalse();

        for (int i = 0; i < 100; i++) {
            progress.onBody(1, false);
        }

        assertThat(progress.isLong()).isTrue();
        assertThat(progress.onBody(1, true)).isNull();
    }
}
