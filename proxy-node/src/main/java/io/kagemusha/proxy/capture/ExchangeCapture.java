package io.kagemusha.proxy.capture;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.proxy.http.HeadWriter;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Collects one exchange's request and makes its record, and those of its responses. Confined to the event loop of the
 * exchange. Either {@link #publishRequest} or nothing; one {@link ResponseCapture} for each selected backend.
 */
public final class ExchangeCapture {

    private static final byte[] NOTHING = new byte[0];

    private final Capture capture;
    private final Selection selection;
    private final ExchangeLedger ledger;
    private final BodyBuffer requestBody;
    private boolean roomForRequest = true;

    ExchangeCapture(Capture capture, Selection selection) {
        this.capture = capture;
        this.selection = selection;
        this.ledger = capture.newLedger(selection);
        this.requestBody = capture.newBody();
    }

    /** Copies a part of the request's body, without consuming it. */
    public void requestBody(ByteBuf content) {
        roomForRequest = roomForRequest && requestBody.append(content);
    }

    /** Makes the request record. To be called once, when the body is complete or will never be. */
    public void publishRequest(RequestHead head, Instant time, String client, HttpHeaders trailers) {
        if (roomForRequest) {
            ByteBuf message = Unpooled.buffer(512);
            HeadWriter.requestLine(message, head.method(), head.target(), head.version());
            Headers headers = RecordWriter.requestHeaders(selection, time, client);
            RecordWriter.addBody(headers, requestBody.length(), requestBody.sha256IfCut());
            RecordWriter.addTrailers(headers, fieldLines(trailers));
            byte[] value = message(message, head.headers(), requestBody);
            capture.queue().offer(capture.writer().request(selection, headers, value), ledger);
        } else {
            capture.queue().dropUnmade(ledger);
        }
        requestBody.release();
    }

    /** A place for the response of one selected backend. */
    public ResponseCapture response(String backend) {
        return new ResponseCapture(this, backend, capture.newBody());
    }

    void publishResponse(
            ResponseCapture response,
            boolean reply,
            @Nullable Failure failure,
            Timings timings,
            @Nullable SentRequest sent) {
        if (!response.hasRoom()) {
            capture.queue().dropUnmade(ledger);
            return;
        }
        Headers headers =
                RecordWriter.responseHeaders(selection, response.backend(), Instant.now(), reply, failure, timings);
        if (sent != null) {
            RecordWriter.addSent(headers, sent);
        }
        capture.queue().offer(capture.writer().response(selection, headers, response.encode(headers)), ledger);
    }

    static byte[] fieldLines(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return NOTHING;
        }
        ByteBuf lines = Unpooled.buffer(128);
        HeadWriter.fieldsAsReceived(lines, trailers);
        return ByteBufUtil.getBytes(lines);
    }

    /** {@code message/http}: {@code out} holds the start line. */
    static byte[] message(ByteBuf out, HttpHeaders headers, BodyBuffer body) {
        HeadWriter.fieldsAsReceived(out, headers);
        HeadWriter.end(out);
        int head = out.readableBytes();
        byte[] value = new byte[head + body.size()];
        out.readBytes(value, 0, head);
        body.copyTo(value, head);
        return value;
    }
}
