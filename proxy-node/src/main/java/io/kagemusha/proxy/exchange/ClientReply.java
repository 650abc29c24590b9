package io.kagemusha.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** The client's side of an exchange. Called on the event loop of the exchange; never blocks. */
public interface ClientReply {

    /** Passes on an interim response (1xx). */
    void interim(HttpResponse response);

    /** Says whose response the answer will be. */
    void answeredBy(String backend);

    /** Begins the answer. */
    void head(HttpResponse response);

    /** A part of the answer's body, which is the callee's from now on. */
    void body(ByteBuf content);

    /** Whether the body has the length that the head has announced, so that it may end here. */
    boolean isWhole();

    /** Ends the answer; breaks it off where it is not whole. */
    void end(HttpHeaders trailers);

    /** Answers with an error of the proxy's own. */
    void problem(int status, String detail);

    /** The answer cannot be completed: whoever reads it must not take it for whole. */
    void breakOff();

    /** The client went away before the answer was complete. */
    void abandoned();

    void flush();

    /** Whether more of the answer may be written without growing a buffer. */
    boolean isWritable();

    /** Stops or resumes reading the request's body. */
    void pauseRequest(boolean paused);
}
