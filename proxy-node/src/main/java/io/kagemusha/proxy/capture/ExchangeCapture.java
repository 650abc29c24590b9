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
 * exchange. One {@link #publishRequest} and one {@link ResponseCapture} for each backend that took part, all of them
 * published once it is decided which those are.
 */
public final class ExchangeCapture {

    private static final byte[] NOTHING = new byte[0];

    private final Capture capture;
    private final BodyBuffer requestBody;
    private @Nullable Selection selection;
    private @Nullable ExchangeLedger ledger;
    private boolean decided;
    private boolean roomForRequest = true;

    ExchangeCapture(Capture capture) {
        this.capture = capture;
        this.requestBody = capture.newBody();
    }

    /** Says who took part. If that is nothing to be captured, what is published from now on is thrown away. */
    public void decide(Selection asked) {
        decided = true;
        if (capture.wants(asked.backends().size())) {
            selection = asked;
            ledger = capture.newLedger(asked);
        } else {
            requestBody.release();
        }
    }

    public boolean isDecided() {
        return decided;
    }

    /** Whether nothing of it will be kept. */
    boolean isDiscarded() {
        return decided && ledger == null;
    }

    /** Copies a part of the request's body, without consuming it. */
    public void requestBody(ByteBuf content) {
        roomForRequest = roomForRequest && !isDiscarded() && requestBody.append(content);
    }

    /** Makes the request record. To be called once, when the body is complete or will never be. */
    public void publishRequest(RequestHead head, Instant time, String client, HttpHeaders trailers) {
        if (selection == null || ledger == null) {
            return;
        }
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
        if (selection == null || ledger == null) {
            return;
        }
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

    /**
     * {@code message/http}: {@code out} holds the start line. The body's memory is given back, because the record has it
     * now, and is to find room.
     */
    static byte[] message(ByteBuf out, HttpHeaders headers, BodyBuffer body) {
        HeadWriter.fieldsAsReceived(out, headers);
        HeadWriter.end(out);
        int head = out.readableBytes();
        byte[] value = new byte[head + body.size()];
        out.readBytes(value, 0, head);
        body.copyTo(value, head);
        body.release();
        return value;
    }
}
