package io.kagemusha.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * A usable answer that is not passed on yet: as long as nothing of it was, another backend's can take its place should it
 * break off. It is held until it is whole where it announces a length that is small enough, else until the first part of
 * its body. Confined to the event loop of the exchange.
 */
final class HeldAnswer {

    private final HttpResponse head;
    private final boolean untilWhole;
    private final List<ByteBuf> parts = new ArrayList<>(2);
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean ended;

    HeldAnswer(HttpResponse head, int limit) {
        this.head = head;
        long length = HttpUtil.getContentLength(head, -1L);
        this.untilWhole = length >= 0 && length <= limit;
    }

    /** Takes ownership of a part of the body; says whether the answer need not be held any more. */
    boolean add(ByteBuf content) {
        parts.add(content);
        return !untilWhole;
    }

    void end(HttpHeaders fields) {
        ended = true;
        trailers = fields;
    }

    /** Passes on what it has, and nothing remains. */
    void passTo(Answer answer, String backend) {
        answer.begin(head, backend);
        parts.forEach(answer::body);
        parts.clear();
        if (ended) {
            answer.end(trailers);
        }
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
    }
}
