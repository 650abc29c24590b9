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
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.select.Munged;
import io.kagemusha.proxy.select.Munger;
import io.kagemusha.proxy.select.Original;
import org.jspecify.annotations.Nullable;

/** Makes backends take part in one exchange: munges the request for each, and begins its call. */
final class Asking {

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
        Munger munger = context.services().munger();
        Backend backend = participant.backend();
        if (!munger.mayChange(context.selected().route(), backend)) {
            participant.start(request(participant, context.head()), null);
        } else if ((munger.wantsBody(backend) && !context.head().asksForTunnel()) || munger.mayBlock(backend)) {
            var preparation = new Preparation(participant, context, pools.loop(), own -> {
                start(participant, own);
                participant.flush();
            });
            participant.prepare(preparation);
        } else {
            start(
                    participant,
                    munger.munge(new Original(
                            context.forwarded().requestId(),
                            context.head(),
                            null,
                            context.selected().route(),
                            backend)));
        }
    }

    /** Starts with its own copy of the request; null when a hook failed. */
    private void start(Participant participant, @Nullable Munged own) {
        if (own != null) {
            participant.start(request(participant, own.head()), own.body(), sent(own));
        } else if (participant.isContender()) {
            participant.start(request(participant, context.head()), null);
        } else {
            participant.shed(ShedReason.MUNGE_FAILED);
        }
    }

    private BackendRequest request(Participant participant, RequestHead head) {
        String shadow = participant.isContender() ? null : participant.backend().name();
        return new BackendRequest(head, context.forwarded(), shadow);
    }

    /** What its record says that it was sent; null when that is what everybody is sent, or there is no record. */
    private @Nullable SentRequest sent(Munged own) {
        Capture captures = context.services().capture();
        RequestHead head = own.head();
        if (capture == null || captures == null || (own.body() == null && head.equals(context.head()))) {
            return null;
        }
        var headers = new Headers();
        head.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        Body body = own.body() == null ? Body.EMPTY : captures.captured(own.body());
        var message = new RequestMessage(head.method(), head.target(), head.version(), headers, body, new Headers());
        return new SentRequest(message, own.body() == null);
    }
}
