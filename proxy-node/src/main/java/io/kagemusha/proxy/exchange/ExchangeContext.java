package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.select.Selected;
import java.time.Instant;
import java.util.List;

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

    void onFailure(Backend backend, Failure failure) {
        services.metrics().onFailure(backend.name(), failure.kind());
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
