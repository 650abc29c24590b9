package io.kagemusha.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/**
 * What the client is given. {@link ReplyState} tells how far it is; what comes when nothing more can be given is released.
 * Confined to the event loop of the exchange.
 */
final class Answer {

    private final ClientReply reply;
    private ReplyState state = ReplyState.AWAITING;

    Answer(ClientReply reply) {
        this.reply = reply;
    }

    /** Whether nothing of it was given yet, and somebody still waits for it. */
    boolean isAwaited() {
        return state == ReplyState.AWAITING;
    }

    boolean isStreaming() {
        return state == ReplyState.STREAMING;
    }

    /** Whether nothing more of it can be given. */
    boolean isOver() {
        return state == ReplyState.ANSWERED || state == ReplyState.GONE;
    }

    void interim(HttpResponse response) {
        if (state == ReplyState.AWAITING) {
            reply.interim(response);
        }
    }

    /** Gives the head of the response of {@code backend}. */
    void begin(HttpResponse head, String backend) {
        if (state == ReplyState.AWAITING) {
            become(ReplyState.STREAMING);
            reply.answeredBy(backend);
            reply.head(head);
        }
    }

    /** Takes ownership of a part of the body. */
    void body(ByteBuf content) {
        if (state == ReplyState.STREAMING) {
            reply.body(content);
        } else {
            content.release();
        }
    }

    void flush() {
        if (state == ReplyState.STREAMING) {
            reply.flush();
        }
    }

    void end(HttpHeaders trailers) {
        if (state == ReplyState.STREAMING) {
            become(ReplyState.ANSWERED);
            reply.end(trailers);
        }
    }

    /** Answers with an error of the proxy's own, unless there is an answer. */
    void problem(int status, String detail) {
        if (state == ReplyState.AWAITING) {
            become(ReplyState.ANSWERED);
            reply.problem(status, detail);
        }
    }

    /** Whoever answers will not complete it. */
    void breakOff() {
        if (state == ReplyState.STREAMING) {
            become(ReplyState.GONE);
            reply.breakOff();
        }
    }

    /** The client went away. */
    void abandon() {
        if (state.canBecome(ReplyState.GONE)) {
            become(ReplyState.GONE);
            reply.abandoned();
        }
    }

    /** Whether more of it may be given without growing a buffer. */
    boolean isWritable() {
        return state != ReplyState.STREAMING || reply.isWritable();
    }

    private void become(ReplyState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(state + " cannot become " + next);
        }
        state = next;
    }
}
