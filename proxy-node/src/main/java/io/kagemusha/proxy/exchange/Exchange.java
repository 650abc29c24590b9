package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client request and everything that becomes of it. The request is passed to every participant as it comes; the
 * response of one of them, the answering one, is passed to the client as it comes; all others are shadows then.
 *
 * <p>Confined to the event loop of the client's connection, and so are its participants. It ends when the last backend has
 * ended, which may be long after the client got its answer. {@link ReplyState} tells how far that answer is.
 */
public final class Exchange {

    private final ExchangeContext context;
    private final RequestHead head;
    private final Instant time = Instant.now();
    private final @Nullable ExchangeCapture capture;
    private List<Participant> participants = List.of();
    private @Nullable Participant answering;
    private ReplyState state = ReplyState.AWAITING;
    private boolean requestComplete;
    private int running;

    Exchange(ExchangeContext context, RequestHead head, @Nullable ExchangeCapture capture) {
        this.context = context;
        this.head = head;
        this.capture = capture;
    }

    void begin(List<Participant> all) {
        participants = all;
        running = all.size();
    }

    // From the client.

    /** A part of the request's body, which is the exchange's from now on. */
    public void onRequestBody(ByteBuf content) {
        if (capture != null) {
            capture.requestBody(content);
        }
        for (Participant participant : participants) {
            participant.send(content);
        }
        content.release();
        context.reply().pauseRequest(!contendersKeepUp());
    }

    /** The request is complete. */
    public void onRequestEnd(HttpHeaders trailers) {
        requestComplete = true;
        if (capture != null) {
            capture.publishRequest(head, time, context.client(), trailers);
        }
        for (Participant participant : participants) {
            participant.endRequest(trailers);
        }
        flushRequest();
    }

    /** Nothing more of the request comes for the moment. */
    public void flushRequest() {
        participants.forEach(Participant::flush);
    }

    /** The client went away: before its request was complete that stops everything, afterwards nothing. */
    public void onClientGone() {
        if (state.canBecome(ReplyState.GONE)) {
            become(ReplyState.GONE);
            if (answering != null) {
                answering.pauseResponse(false);
            }
        }
        if (!requestComplete) {
            requestComplete = true;
            if (capture != null) {
                capture.publishRequest(head, time, context.client(), EmptyHttpHeaders.INSTANCE);
            }
            participants.forEach(Participant::abort);
        }
    }

    /** The client takes more of the answer, or less, than before. */
    public void onClientWritabilityChanged() {
        if (state == ReplyState.STREAMING && answering != null) {
            answering.pauseResponse(!context.reply().isWritable());
        }
    }

    public boolean isRequestComplete() {
        return requestComplete;
    }

    // From the backends.

    void onInterim(Participant from, HttpResponse response) {
        if (state == ReplyState.AWAITING
                && from.isContender()
                && from.backend() == context.selected().preferred()) {
            context.reply().interim(response);
        }
    }

    void onResponseHead(Participant from, HttpResponse response) {
        if (answering == null && from.isContender() && isAcceptable(response)) {
            choose(from);
            if (state == ReplyState.AWAITING) {
                become(ReplyState.STREAMING);
                context.reply().head(response);
            }
        }
    }

    private boolean isAcceptable(HttpResponse response) {
        return !context.selected().isRace()
                || context.selected().route().reply().isUsable(response.status().code());
    }

    void onResponseBody(Participant from, ByteBuf content) {
        if (from != answering || state != ReplyState.STREAMING) {
            content.release();
            return;
        }
        context.reply().body(content);
        if (!context.reply().isWritable()) {
            from.pauseResponse(true);
        }
    }

    void onResponseReadComplete(Participant from) {
        if (from == answering && state == ReplyState.STREAMING) {
            context.reply().flush();
        }
    }

    void onResponseEnd(Participant from, HttpHeaders trailers) {
        if (from == answering && state == ReplyState.STREAMING) {
            become(ReplyState.ANSWERED);
            context.reply().end(trailers);
        }
        onFinished(from);
    }

    void onFailure(Participant from, Failure failure) {
        context.onFailure(from.backend(), failure);
        if (from == answering && state == ReplyState.STREAMING) {
            become(ReplyState.GONE);
            context.reply().breakOff();
        }
        onFinished(from);
    }

    void onBackendWritabilityChanged() {
        if (!requestComplete) {
            context.reply().pauseRequest(!contendersKeepUp());
        }
    }

    private boolean contendersKeepUp() {
        if (answering != null) {
            return answering.keepsUp();
        }
        for (Participant participant : participants) {
            if (!participant.keepsUp()) {
                return false;
            }
        }
        return true;
    }

    private void onFinished(Participant from) {
        running--;
        onBackendWritabilityChanged();
        if (answering == null && noContenderLeft()) {
            choose(preferred());
            answerWithoutBackend();
        }
        if (answering != null) {
            from.publish(from == answering);
        }
        if (running == 0) {
            context.onFinished();
        }
    }

    private boolean noContenderLeft() {
        for (Participant participant : participants) {
            if (participant.isContender() && !participant.isFinished()) {
                return false;
            }
        }
        return true;
    }

    private Participant preferred() {
        for (Participant participant : participants) {
            if (participant.backend() == context.selected().preferred()) {
                return participant;
            }
        }
        throw new IllegalStateException("the preferred backend always takes part");
    }

    /** From now on it is known whose response is the client's, so that records can say so. */
    private void choose(Participant chosen) {
        answering = chosen;
        for (Participant participant : participants) {
            if (participant != chosen) {
                participant.demote();
            }
            participant.publish(participant == chosen);
        }
    }

    private void answerWithoutBackend() {
        if (state != ReplyState.AWAITING) {
            return;
        }
        become(ReplyState.ANSWERED);
        boolean timedOut = true;
        for (Participant participant : participants) {
            if (participant.isContender()) {
                Failure failure = participant.failure();
                timedOut &= failure != null && isTimeout(failure.kind());
            }
        }
        context.reply()
                .problem(
                        timedOut ? 504 : context.noAnswerStatus(),
                        timedOut ? "No backend answered in time." : "No backend gave a usable answer.");
    }

    private static boolean isTimeout(FailureKind kind) {
        return kind == FailureKind.RESPONSE_TIMEOUT || kind == FailureKind.CONNECT_TIMEOUT;
    }

    private void become(ReplyState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(state + " cannot become " + next);
        }
        state = next;
    }
}
