package io.kagemusha.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What one call has of a connection to an instance, for as long as it needs it: writes the request there, and tells the call
 * what comes. Confined to the connection's event loop, which is the call's.
 */
interface BackendStream {

    /** Is {@code call}'s from now on, and writes the head of its request. */
    void begin(BackendCall call, BackendRequest request);

    /** Writes a part of the body; takes ownership of it. */
    void write(ByteBuf content);

    /** Writes the end of the request. */
    void end(HttpHeaders trailers);

    void flush();

    /** Whether more may be written without growing a buffer. */
    boolean isWritable();

    /** Bytes that were written and the backend has not taken, as far as they exceed what is called writable. */
    long unsentBytes();

    /** The backend owes something: it may be silent for {@code nanos}. */
    void expectWithin(long nanos);

    /** Stops reading the response while {@code paused}; a backend that is not read is not called silent. */
    void pause(boolean paused);

    /**
     * Whether the connection was there before the call wanted one, so that the backend may just have closed it for
     * idleness.
     */
    boolean isReused();

    /** The response has ended; {@code requestSent} says whether the whole request was sent. */
    void finish(boolean requestSent);

    /** Gives up; the call, if there is one, hears nothing more. */
    void close();
}
