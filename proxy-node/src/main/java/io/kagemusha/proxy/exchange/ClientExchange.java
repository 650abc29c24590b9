package io.kagemusha.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** What a client's connection tells of a request whose head has arrived. Called on the connection's event loop. */
public interface ClientExchange {

    /** A part of the request's body, which is the callee's from now on. */
    void onRequestBody(ByteBuf content);

    /** The request is complete. */
    void onRequestEnd(HttpHeaders trailers);

    /** Nothing more of the request comes for the moment. */
    void flushRequest();

    /**
     * The request cannot be completed, which stops everything.
     *
     * @param status what the client is told where it has been told nothing yet
     */
    void onRequestFailed(int status, String detail);

    /** The client went away: before its request was complete that stops everything, afterwards it sets a bound. */
    void onClientGone();

    /** The client takes more of the answer, or less, than before. */
    void onClientWritabilityChanged();

    boolean isRequestComplete();
}
