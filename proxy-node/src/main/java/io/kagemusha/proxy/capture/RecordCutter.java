package io.kagemusha.proxy.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.MessageHttp;
import io.kagemusha.common.record.CloudEvent;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record smaller that Kafka has found too large: first of bodies only the beginning is left, with their length and
 * digest, then nothing, then the head goes too. So the exchange is joined all the same, however small the limit is.
 */
final class RecordCutter {

    /** A body that is not larger is left out as a whole; larger ones keep a quarter. */
    private static final int SMALL = 8192;

    private static final int MAX_REQUEST_LINE = 1024;
    private static final byte[] NOTHING = new byte[0];

    private RecordCutter() {}

    /** A smaller record, or null when it is as small as can be. */
    static @Nullable ProducerRecord<byte[], byte[]> cut(ProducerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        byte[] value = record.value();
        byte[] sent = CloudEvent.bytes(headers, CloudEvent.SENT_REQUEST);
        int body = value.length - MessageHttp.headLength(value);
        int sentBody = sent == null ? 0 : sent.length - MessageHttp.headLength(sent);
        if (sent != null && sentBody > body) {
            if (headers.lastHeader(CloudEvent.SENT_BODY) == null) {
                CloudEvent.set(
                        headers,
                        CloudEvent.SENT_BODY,
                        sentBody + ":" + Body.sha256(sent, sent.length - sentBody, sentBody));
            }
            headers.remove(CloudEvent.SENT_REQUEST);
            headers.add(CloudEvent.SENT_REQUEST, withBody(sent, sentBody));
        } else if (body > 0) {
            if (headers.lastHeader(CloudEvent.BODY_LENGTH) == null) {
                CloudEvent.set(headers, CloudEvent.BODY_LENGTH, Integer.toString(body));
                CloudEvent.set(headers, CloudEvent.BODY_SHA256, Body.sha256(value, value.length - body, body));
            }
            value = withBody(value, body);
        } else if (headers.lastHeader(CloudEvent.HEAD_CUT) == null) {
            value = CloudEvent.REQUEST_TYPE.equals(CloudEvent.text(headers, CloudEvent.TYPE))
                    ? requestLine(value)
                    : NOTHING;
            cutHead(headers, value.length == 0);
        } else {
            return null;
        }
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), value, headers);
    }

    private static void cutHead(Headers headers, boolean response) {
        CloudEvent.set(headers, CloudEvent.HEAD_CUT, "true");
        headers.remove(CloudEvent.TRAILERS);
        headers.remove(CloudEvent.SENT_REQUEST);
        headers.remove(CloudEvent.SENT_BODY);
        if (response && headers.lastHeader(CloudEvent.FAILURE) == null) {
            CloudEvent.set(headers, CloudEvent.FAILURE, FailureKind.TOO_LARGE.wireName());
            CloudEvent.set(headers, CloudEvent.REASON, "its head is larger than Kafka takes");
        }
    }

    private static byte[] withBody(byte[] message, int bodyLength) {
        int kept = bodyLength > SMALL ? bodyLength / 4 : 0;
        return Arrays.copyOf(message, message.length - bodyLength + kept);
    }

    /** Method, the beginning of the target, and version; what comes after them is left out. */
    private static byte[] requestLine(byte[] message) {
        String line = new String(message, ISO_8859_1);
        line = line.substring(0, Math.max(0, line.indexOf("\r\n")));
        int version = line.lastIndexOf(' ');
        if (line.length() > MAX_REQUEST_LINE) {
            line = line.substring(0, MAX_REQUEST_LINE) + line.substring(version);
        }
        return (line + "\r\n\r\n").getBytes(ISO_8859_1);
    }
}
