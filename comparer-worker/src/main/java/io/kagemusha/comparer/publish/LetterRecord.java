package io.kagemusha.comparer.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.comparer.metric.DeadLetterReason;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Makes the record of a {@link DeadLetter}: everything as it came, and headers that say where from and why. */
final class LetterRecord {

    private static final int ERROR_LENGTH = 1_000;

    /** The length that the value had, where it was cut. */
    private static final String VALUE_LENGTH = "dead-letter-value-length";

    /** The length that the key had, where it was cut. */
    private static final String KEY_LENGTH = "dead-letter-key-length";

    private LetterRecord() {}

    /**
     * The record, its key and value cut where all would weigh more than {@code limit} bytes; where the headers alone do, the
     * heaviest of those that came is left out, and so on.
     */
    static Record<byte[], byte[]> of(DeadLetter letter, long timestamp, int limit) {
        var headers = new RecordHeaders(letter.headers().toArray());
        while (size(headers) > limit / 2) {
            dropHeaviest(headers);
        }
        explain(headers, letter.reason(), letter.error());
        add(headers, "dead-letter-topic", letter.source().topic());
        add(headers, "dead-letter-partition", Integer.toString(letter.source().partition()));
        add(headers, "dead-letter-offset", Long.toString(letter.source().offset()));
        byte[] key = cut(letter.key(), limit / 4, KEY_LENGTH, headers);
        int room = limit - size(headers) - (key == null ? 0 : key.length);
        byte[] value = cut(letter.value(), room, VALUE_LENGTH, headers);
        return new Record<>(key, value, timestamp, headers);
    }

    /** Adds the headers that say why. */
    static void explain(Headers headers, DeadLetterReason reason, String error) {
        add(headers, "dead-letter-reason", reason.wireName());
        add(headers, "dead-letter-error", EventText.fit(error, ERROR_LENGTH));
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int room, String lengthHeader, Headers headers) {
        if (bytes == null || bytes.length <= room) {
            return bytes;
        }
        add(headers, lengthHeader, Integer.toString(bytes.length));
        return Arrays.copyOf(bytes, Math.max(0, room));
    }

    private static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            size += size(header);
        }
        return size;
    }

    private static int size(Header header) {
        return header.key().length() + (header.value() == null ? 0 : header.value().length);
    }

    private static void dropHeaviest(Headers headers) {
        Header heaviest = headers.iterator().next();
        for (Header header : headers) {
            heaviest = size(header) > size(heaviest) ? header : heaviest;
        }
        headers.remove(heaviest.key());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
