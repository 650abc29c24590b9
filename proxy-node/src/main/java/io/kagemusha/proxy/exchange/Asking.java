package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendCall;
import io.kagemusha.proxy.backend.BackendRequest;
import io.kagemusha.proxy.backend.ConnectionPools;
import io.kagemusha.proxy.backend.ReplayBuffer;
import io.kagemusha.proxy.backend.ShedReason;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.http.RequestHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes backends take part in one exchange: munges the request for each, and begins its call. */
final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final ConnectionPools pools;
    private final ExchangeContext context;
    private final Exchange exchange;
    private final @Nullable ExchangeCapture capture;
    private final @Nullable ReplayBuffer replay;

    /**
     * Asks for that exchange.
     *
     * @param replay where the request's body can be had once more; null when nobody keeps it
     */
    Asking(
            ConnectionPools pools,
            ExchangeContext context,
            Exchange exchange,
            @Nullable ExchangeCapture capture,
            @Nullable ReplayBuffer replay) {
        this.pools = pools;
        this.context = context;
        this.exchange = exchange;
        this.capture = capture;
        this.replay = replay;
    }

    /** The backend takes part from now on, and is to be started. */
    Participant join(Backend backend) {
        boolean contender = context.selected().mayAnswer(backend);
        var participant = new Participant(
                exchange,
                backend,
                contender,
                capture == null ? null : capture.response(backend.name()),
                listener -> new BackendCall(pools, backend, !contender, context.startNanos(), replay, listener));
        exchange.join(participant);
        return participant;
    }

    void start(Participant participant) {
        RequestHead own = munged(participant);
        if (own == null) {
            participant.shed(ShedReason.MUNGE_FAILED);
            return;
        }
        String shadow = participant.isContender() ? null : participant.backend().name();
        var request = new BackendRequest(own, context.forwarded(), shadow);
        participant.start(request, own.equals(context.head()) ? null : sent(own));
    }

    /** The head for that backend; null when a hook failed for a shadow. */
    private @Nullable RequestHead munged(Participant participant) {
        try {
            return context.services()
                    .munger()
                    .munge(context.head(), context.selected().route(), participant.backend());
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.atDebug()
                    .setCause(e)
                    .addKeyValue("backend", participant.backend().name())
                    .log("MungeRequest hook failed");
            return participant.isContender() ? context.head() : null;
        }
    }

    private static SentRequest sent(RequestHead own) {
        var headers = new Headers();
        own.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        var message = new RequestMessage(own.method(), own.target(), own.version(), headers, Body.EMPTY, new Headers());
        return new SentRequest(message, true);
    }
}
