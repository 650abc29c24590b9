package io.kagemusha.proxy.exchange;

import io.kagemusha.proxy.select.SeenBody;
import io.kagemusha.proxy.select.Selected;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request whose backends are not known yet, because hooks want to see its body or may block. What comes of it waits here,
 * up to a limit at which the client is stopped, and then goes to its exchange. Confined to the event loop of the client's
 * connection.
 */
final class Selecting implements ClientExchange {

    /** What a part costs besides its bytes, so that a body of tiny chunks is not taken for a small one. */
    private static final int OVERHEAD = 128;

    /** What happens to the request when its time has come. */
    interface Steps {

        /** Asks the hooks; the answer comes to {@link Selecting#onSelected}, at once or later. */
        void select(Selecting request, @Nullable SeenBody body);

        Exchange begin(Selected selected);

        /** There will be no exchange. */
        void giveUp();
    }

    private final Steps steps;
    private final ClientReply reply;
    private final int limit;
    private final List<ByteBuf> parts = new ArrayList<>();
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable Exchange exchange;
    private boolean awaitsBody;
    private boolean requestComplete;
    private boolean clientGone;
    private boolean aborted;
    private long bytes;

    Selecting(Steps steps, ClientReply reply, int limit) {
        this.steps = steps;
        this.reply = reply;
        this.limit = limit;
    }

    void begin(boolean wantsBody) {
        awaitsBody = wantsBody;
        if (!wantsBody) {
            steps.select(this, null);
        }
    }

    private void select(boolean truncated) {
        awaitsBody = false;
        var seen = new byte
                [Math.min(limit, parts.stream().mapToInt(ByteBuf::readableBytes).sum())];
        int at = 0;
        for (ByteBuf part : parts) {
            int count = Math.min(part.readableBytes(), seen.length - at);
            part.getBytes(part.readerIndex(), seen, at, count);
            at += count;
        }
        steps.select(this, new SeenBody(seen, truncated));
    }

    void onSelected(Selected selected) {
        if (aborted) {
            return;
        }
        Exchange begun = steps.begin(selected);
        exchange = begun;
        parts.forEach(begun::onRequestBody);
        parts.clear();
        if (requestComplete) {
            begun.onRequestEnd(trailers);
        } else {
            begun.flushRequest();
        }
        if (clientGone) {
            begun.onClientGone();
        }
    }

    @Override
    public void onRequestBody(ByteBuf content) {
        if (exchange != null) {
            exchange.onRequestBody(content);
            return;
        }
        parts.add(content);
        bytes += content.readableBytes() + OVERHEAD;
        if (bytes > limit) {
            reply.pauseRequest(true);
            if (awaitsBody) {
                select(true);
            }
        }
    }

    @Override
    public void onRequestEnd(HttpHeaders fields) {
        requestComplete = true;
        trailers = fields;
        if (exchange != null) {
            exchange.onRequestEnd(fields);
        } else if (awaitsBody) {
            select(false);
        }
    }

    @Override
    public void flushRequest() {
        if (exchange != null) {
            exchange.flushRequest();
        }
    }

    @Override
    public void onRequestFailed(int status, String detail) {
        if (exchange != null) {
            exchange.onRequestFailed(status, detail);
        } else {
            reply.problem(status, detail);
            onClientGone();
        }
    }

    @Override
    public void onClientGone() {
        clientGone = true;
        if (exchange != null) {
            exchange.onClientGone();
        } else if (!requestComplete && !aborted) {
            aborted = true;
            parts.forEach(ByteBuf::release);
            parts.clear();
            reply.abandoned();
            steps.giveUp();
        }
    }

    @Override
    public void onClientWritabilityChanged() {
        if (exchange != null) {
            exchange.onClientWritabilityChanged();
        }
    }

    @Override
    public boolean isRequestComplete() {
        return exchange == null ? requestComplete : exchange.isRequestComplete();
    }
}
