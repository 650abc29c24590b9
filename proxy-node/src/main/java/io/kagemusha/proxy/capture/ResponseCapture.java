package io.kagemusha.proxy.capture;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.proxy.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Collects the response of one backend and makes its record. Confined to the event loop of the exchange. */
public final class ResponseCapture {

    private static final byte[] NOTHING = new byte[0];

    private final ExchangeCapture exchange;
    private final String backend;
    private final BodyBuffer body;
    private @Nullable HttpResponse head;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean room = true;

    ResponseCapture(ExchangeCapture exchange, String backend, BodyBuffer body) {
        this.exchange = exchange;
        this.backend = backend;
        this.body = body;
    }

    public void head(HttpResponse response) {
        head = response;
    }

    /** Copies a part of the body, without consuming it. */
    public void body(ByteBuf content) {
        room = room && !exchange.isDiscarded() && body.append(content);
    }

    public void trailers(HttpHeaders fields) {
        trailers = fields;
    }

    /**
     * Makes the record; to be called once.
     *
     * @param reply whether the client was given this response
     * @param sent what the backend was really sent, where that was munged
     */
    public void publish(boolean reply, @Nullable Failure failure, Timings timings, @Nullable SentRequest sent) {
        exchange.publishResponse(this, reply, failure, timings, sent);
        body.release();
    }

    String backend() {
        return backend;
    }

    boolean hasRoom() {
        return room;
    }

    /** The record's value; adds the headers that describe it. */
    byte[] encode(Headers headers) {
        HttpResponse response = head;
        if (response == null) {
            return NOTHING;
        }
        RecordWriter.addBody(headers, body.length(), body.sha256IfCut());
        RecordWriter.addTrailers(headers, ExchangeCapture.fieldLines(trailers));
        ByteBuf message = Unpooled.buffer(512);
        HeadWriter.statusLine(
                message,
                response.protocolVersion().text(),
                response.status().code(),
                response.status().reasonPhrase());
        return ExchangeCapture.message(message, response.headers(), body);
    }
}
