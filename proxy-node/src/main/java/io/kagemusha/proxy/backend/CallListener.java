package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Hears what a backend does, on the event loop of the call: {@code onHead}, any number of {@code onBody}, {@code onEnd};
 * or, at any point before the end, {@code onFailure} instead of the rest.
 */
public interface CallListener {

    /** An interim response (1xx but 101); any number before the head. */
    void onInterim(HttpResponse response);

    void onHead(HttpResponse response);

    /** A part of the body, which the listener owns from now on. */
    void onBody(ByteBuf content);

    void onEnd(HttpHeaders trailers);

    void onFailure(Failure failure);

    /** Nothing more comes for the moment: what was passed on may be flushed. */
    void onReadComplete();

    /** The call takes more of the request's body, or less, than before. */
    void onWritabilityChanged();
}
