package io.kagemusha.proxy.exchange;

import io.kagemusha.proxy.access.AccessTracker;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Passes everything on, and tells the access log of it. Confined to the event loop of the exchange. */
final class LoggedReply implements ClientReply {

    private final ClientReply reply;
    private final AccessTracker tracker;

    LoggedReply(ClientReply reply, AccessTracker tracker) {
        this.reply = reply;
        this.tracker = tracker;
    }

    @Override
    public void answeredBy(String backend) {
        tracker.onAnsweredBy(backend);
    }

    @Override
    public void interim(HttpResponse response) {
        reply.interim(response);
    }

    @Override
    public void head(HttpResponse response) {
        tracker.onStatus(response.status().code());
        reply.head(response);
    }

    @Override
    public void body(ByteBuf content) {
        tracker.onBody(content.readableBytes());
        reply.body(content);
    }

    @Override
    public void end(HttpHeaders trailers) {
        // Before the next request of the connection begins, which this may let it
        if (reply.isWhole()) {
            tracker.onEnd();
        } else {
            tracker.onBrokenOff();
        }
        reply.end(trailers);
    }

    @Override
    public boolean isWhole() {
        return reply.isWhole();
    }

    @Override
    public void problem(int status, String detail) {
        tracker.onProblem(status, detail);
        reply.problem(status, detail);
    }

    @Override
    public void breakOff() {
        reply.breakOff();
        tracker.onBrokenOff();
    }

    @Override
    public void abandoned() {
        tracker.onClientGone();
    }

    @Override
    public void flush() {
        reply.flush();
    }

    @Override
    public boolean isWritable() {
        return reply.isWritable();
    }

    @Override
    public void pauseRequest(boolean paused) {
        reply.pauseRequest(paused);
    }
}
