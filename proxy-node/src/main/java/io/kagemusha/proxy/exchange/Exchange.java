package io.kagemusha.proxy.exchange;

import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.ReplayBuffer;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.select.Selected;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client request and everything that becomes of it. The request is passed to every participant as it comes; the
 * response of one of them, the answering one, is passed to the client; all others are shadows then.
 *
 * <p>Master's response is passed on as it comes, whatever it is. Where several backends may answer, a response must be
 * usable, and is held back as long as {@link HeldAnswer} says; the first that need not be held any more is the answer. They
 * are asked all at once, or, where there is a {@link Succession}, each when the one before it is out of the running.
 *
 * <p>Confined to the event loop of the client's connection, and so are its participants. It ends when the last backend has
 * ended, which may be long after the client got its answer.
 */
public final class Exchange implements ClientExchange {

    private final ExchangeContext context;
    private final Selected selected;
    private final ClientReply reply;
    private final Answer answer;
    private final List<Participant> participants;
    private final @Nullable ExchangeCapture capture;
    private @Nullable Succession succession;
    private @Nullable ReplayBuffer replay;
    private @Nullable Participant answering;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean requestComplete;
    private boolean clientGone;
    private boolean aborted;
    private int running;

    /**
     * Begins an exchange in which nobody takes part yet.
     *
     * @param replay keeps the request's body; the exchange's from now on. Null when nobody may need it
     */
    Exchange(
            ExchangeContext context,
            ClientReply reply,
            @Nullable ExchangeCapture capture,
            @Nullable ReplayBuffer replay) {
        this.context = context;
        this.selected = context.selected();
        this.reply = reply;
        this.answer = new Answer(reply);
        this.capture = capture;
        this.replay = replay;
        this.participants = new ArrayList<>(selected.backends().size());
    }

    /** From now on it takes part. */
    void join(Participant participant) {
        participants.add(participant);
        running++;
    }

    /** Has these asked when those that take part are out of the running. */
    void askLater(Succession others) {
        succession = others;
    }

    // From the client.

    @Override
    public void onRequestBody(ByteBuf content) {
        if (capture != null && !context.head().asksForTunnel()) {
            capture.requestBody(content);
        }
        if (replay != null) {
            replay.add(content);
        }
        for (int i = 0, present = participants.size(); i < present; i++) {
            participants.get(i).send(content);
        }
        content.release();
        pauseOrResumeRequest();
    }

    @Override
    public void onRequestEnd(HttpHeaders fields) {
        requestComplete = true;
        trailers = fields;
        if (replay != null) {
            replay.end(fields);
        }
        publishRequest();
        for (int i = 0, present = participants.size(); i < present; i++) {
            participants.get(i).endRequest(fields);
        }
        flushRequest();
        releaseReplay();
        boundTheRest();
    }

    @Override
    public void flushRequest() {
        for (int i = 0; i < participants.size(); i++) {
            participants.get(i).flush();
        }
    }

    @Override
    public void onRequestFailed(int status, String detail) {
        answer.problem(status, detail);
        onClientGone();
    }

    @Override
    public void onClientGone() {
        clientGone = true;
        boolean answered = answer.isOver();
        answer.abandon();
        if (answering != null) {
            answering.pauseResponse(false);
        }
        if (!requestComplete || context.head().asksForTunnel()) {
            aborted = true;
            if (!requestComplete) {
                requestComplete = true;
                publishRequest();
            }
            for (int i = 0; i < participants.size(); i++) {
                participants.get(i).abort();
            }
            releaseReplay();
        } else if (!answered) {
            for (int i = 0; i < participants.size(); i++) {
                participants.get(i).leaveBehind();
            }
        }
    }

    @Override
    public void onClientWritabilityChanged() {
        if (answer.isStreaming() && answering != null) {
            answering.pauseResponse(!answer.isWritable());
        }
    }

    @Override
    public boolean isRequestComplete() {
        return requestComplete;
    }

    // From the backends.

    void onInterim(Participant from, HttpResponse response) {
        if (from.isCandidate() && isMastersToAnswer()) {
            answer.interim(response);
        }
    }

    void onResponseHead(Participant from, HttpResponse response) {
        if (!from.isCandidate() || answering != null) {
            return;
        }
        if (isMastersToAnswer()) {
            choose(from);
            answer.begin(response, from.backend().name());
        } else if (selected.route().reply().isUsable(response.status().code())) {
            onUsable(from, new HeldAnswer(response, context.replayBufferBytes()));
        } else {
            giveUpOn(from);
        }
    }

    private void onUsable(Participant from, HeldAnswer held) {
        if (requestComplete) {
            from.hold(held);
        } else {
            // Whoever answers so early may go on reading only when it has been heard
            answerWith(from, held);
        }
    }

    private boolean isMastersToAnswer() {
        return selected.mode() == ReplyMode.MASTER;
    }

    void onResponseBody(Participant from, ByteBuf content) {
        HeldAnswer held = from.held();
        if (from == answering) {
            answer.body(content);
            if (!answer.isWritable()) {
                from.pauseResponse(true);
            }
        } else if (held == null) {
            content.release();
        } else if (held.add(content)) {
            answerWith(from, held);
        }
    }

    void onResponseReadComplete(Participant from) {
        if (from == answering) {
            answer.flush();
        }
    }

    void onResponseEnd(Participant from, HttpHeaders fields) {
        HeldAnswer held = from.held();
        if (from == answering) {
            answer.end(fields);
        } else if (held != null) {
            held.end(fields);
            answerWith(from, held);
        }
        onFinished(from);
    }

    void onFailure(Participant from, Failure failure) {
        context.onFailure(from, failure);
        if (from == answering) {
            answer.breakOff();
        } else if (from.isCandidate()) {
            giveUpOn(from);
        }
        onFinished(from);
    }

    void onBackendWritabilityChanged() {
        pauseOrResumeRequest();
    }

    /** Reads as much of the request as those take whose response may still be the client's. */
    private void pauseOrResumeRequest() {
        if (!requestComplete) {
            reply.pauseRequest(!contendersKeepUp());
        }
    }

    private boolean contendersKeepUp() {
        for (int i = 0; i < participants.size(); i++) {
            if (!participants.get(i).keepsUp()) {
                return false;
            }
        }
        return true;
    }

    private void onFinished(Participant from) {
        running--;
        context.onEnded(from);
        pauseOrResumeRequest();
        if (answering != null) {
            from.publish(from == answering);
        }
        if (running == 0) {
            context.onFinished();
        } else {
            boundTheRest();
        }
    }

    /** Once the client has its answer, those that still answer do so for the record alone, and not for ever. */
    private void boundTheRest() {
        if (requestComplete && answer.isOver()) {
            long took = System.nanoTime() - context.startNanos();
            for (int i = 0; i < participants.size(); i++) {
                participants.get(i).outlast(took);
            }
        }
    }

    /** It is out of the running; the last one to be is answered for by the proxy itself. */
    private void giveUpOn(Participant from) {
        from.standDown();
        if (!askNext(from) && participants.stream().noneMatch(Participant::isCandidate)) {
            choose(preferred());
            answerWithoutBackend();
        }
        from.demote();
        pauseOrResumeRequest();
    }

    /** Asks the next backend, where there is one and what {@code failed} may have done allows it. */
    private boolean askNext(Participant failed) {
        if (succession == null || aborted || !mayBeSentAgain(failed)) {
            return false;
        }
        Participant next = succession.askNext();
        if (next == null) {
            return false;
        }
        if (clientGone) {
            next.leaveBehind();
        }
        next.catchUp(replay, requestComplete);
        return true;
    }

    private boolean mayBeSentAgain(Participant failed) {
        boolean bodyThere = !context.head().hasBody() || (replay != null && replay.isWhole());
        return bodyThere && (context.head().idempotent() || !failed.hasReachedBackend());
    }

    private Participant preferred() {
        for (Participant participant : participants) {
            if (participant.backend() == selected.preferred()) {
                return participant;
            }
        }
        throw new IllegalStateException("the preferred backend always takes part");
    }

    private void answerWith(Participant chosen, HeldAnswer held) {
        choose(chosen);
        held.passTo(answer, chosen.backend().name());
        if (!answer.isWritable()) {
            chosen.pauseResponse(true);
        }
    }

    /** From now on it is known whose response is the client's, and who took part, so that records can say so. */
    private void choose(Participant chosen) {
        answering = chosen;
        if (capture != null && !capture.isDecided()) {
            capture.decide(context.selection(selected.names(this::tookPart)));
            publishRequest();
        }
        for (Participant participant : participants) {
            if (participant != chosen) {
                participant.demote();
            }
            participant.publish(participant == chosen);
        }
        releaseReplay();
        pauseOrResumeRequest();
    }

    private boolean tookPart(Backend backend) {
        return participants.stream().anyMatch(participant -> participant.backend() == backend);
    }

    private void publishRequest() {
        if (capture != null && capture.isDecided() && requestComplete) {
            capture.publishRequest(
                    context.head(), context.time(), context.forwarded().client(), trailers);
        }
    }

    /** The calls that may still need it hold it themselves. */
    private void releaseReplay() {
        if (replay != null && requestComplete && answering != null) {
            replay.release();
            replay = null;
        }
    }

    private void answerWithoutBackend() {
        if (!answer.isAwaited()) {
            return;
        }
        boolean timedOut =
                participants.stream().filter(Participant::isContender).allMatch(Exchange::isTimedOut);
        int status = timedOut ? 504 : context.noAnswerStatus();
        context.onNoAnswer(status, participants);
        answer.problem(status, timedOut ? "No backend answered in time." : "No backend gave a usable answer.");
        boundTheRest();
    }

    private static boolean isTimedOut(Participant participant) {
        Failure failure = participant.failure();
        return failure != null
                && (failure.kind() == FailureKind.RESPONSE_TIMEOUT || failure.kind() == FailureKind.CONNECT_TIMEOUT);
    }
}
