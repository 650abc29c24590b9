package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.select.Selected;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an exchange is from its first moment on.
 *
 * @param head as received
 * @param time when the head was received
 * @param startNanos the same by the monotonic clock
 */
record ExchangeContext(
        RequestHead head,
        ForwardedRequest forwarded,
        Selected selected,
        Instant time,
        long startNanos,
        ExchangeServices services) {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeContext.class);

    void onFailure(Participant from, Failure failure) {
        services.metrics().onFailure(from.backend().name(), failure.kind());
        // Whoever loses a race is shed like a shadow when it does not keep up
        if (!from.isContender() || failure.kind() == FailureKind.SHED) {
            from.backend().onLost(failure);
        }
    }

    void onEnded(Participant backend) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("requestId", forwarded.requestId())
                    .addKeyValue("route", selected.route().name())
                    .log("backend {} {}", backend.backend(), backend.describe());
        }
    }

    /** The client is answered with that status because none of the contenders among these gave an answer. */
    void onNoAnswer(int status, List<Participant> asked) {
        String what = asked.stream()
                .filter(Participant::isContender)
                .map(one -> one.backend() + " " + one.describe())
                .collect(Collectors.joining(", "));
        services.metrics()
                .noAnswers()
                .onNoAnswer(forwarded.requestId(), selected.route().name(), status, what);
    }

    void onFinished() {
        services.metrics().onFinished();
    }

    int noAnswerStatus() {
        return services.client().noAnswerStatus();
    }

    int replayBufferBytes() {
        return services.client().replayBufferBytes();
    }

    /** What records say of it where the backends of those names took part. */
    Selection selection(List<String> names) {
        return new Selection(
                forwarded.requestId(),
                services.node(),
                selected.route().name(),
                names,
                selected.preferred().name());
    }
}
