package io.kagemusha.comparer.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link StoreEntry}: a tag, fixed-width numbers in network order, and byte arrays behind their length.
 * They are read by the next owner of the partition, which may run another version: the tag changes when the layout does.
 */
final class StoreEntryCodec {

    private static final byte WAITING = 1;
    private static final byte COMPLETE = 2;
    private static final byte INCOMPLETE = 3;
    private static final int NULL = -1;

    private StoreEntryCodec() {}

    static byte[] encode(ArrivedRecord record) {
        var out = ByteBuffer.allocate(size(record));
        out.put(WAITING).putLong(record.arrivedAt()).putLong(record.offset());
        Header[] headers = record.headers().toArray();
        out.putInt(headers.length);
        for (Header header : headers) {
            putArray(out, header.key().getBytes(UTF_8));
            putArray(out, header.value());
        }
        putArray(out, record.value());
        return out.array();
    }

    static byte[] encode(StoreEntry.Finished mark) {
        byte[] arrived = mark.arrived().toByteArray();
        return ByteBuffer.allocate(1 + Long.BYTES + arrived.length)
                .put(mark.complete() ? COMPLETE : INCOMPLETE)
                .putLong(mark.at())
                .put(arrived)
                .array();
    }

    static StoreEntry decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        byte tag = in.get();
        return switch (tag) {
            case WAITING ->
                new StoreEntry.Waiting(new ArrivedRecord(in.getLong(), in.getLong(), headers(in), array(in)));
            case COMPLETE, INCOMPLETE -> new StoreEntry.Finished(in.getLong(), tag == COMPLETE, BitSet.valueOf(in));
            default ->
                throw new IllegalStateException("store entry: tag " + tag
                        + " (expected: 1 to 3; was the changelog written by a newer version?)");
        };
    }

    /** How many bytes {@link #encode(ArrivedRecord)} makes of it. */
    static int size(ArrivedRecord record) {
        int size = 1 + 2 * Long.BYTES + Integer.BYTES + sizeOf(record.value());
        for (Header header : record.headers()) {
            size += Integer.BYTES + header.key().getBytes(UTF_8).length + sizeOf(header.value());
        }
        return size;
    }

    /** Whether {@link #encode(ArrivedRecord)} makes at most so many bytes of it. */
    static boolean fits(ArrivedRecord record, int bytes) {
        return mostSize(record) <= bytes || size(record) <= bytes;
    }

    /** At least {@link #size}, and cheaper: no character takes more than three bytes. */
    private static long mostSize(ArrivedRecord record) {
        long size = 1L + 2 * Long.BYTES + Integer.BYTES + sizeOf(record.value());
        for (Header header : record.headers()) {
            size += Integer.BYTES + 3L * header.key().length() + sizeOf(header.value());
        }
        return size;
    }

    private static int sizeOf(byte @Nullable [] array) {
        return Integer.BYTES + (array == null ? 0 : array.length);
    }

    private static Headers headers(ByteBuffer in) {
        var headers = new RecordHeaders();
        for (int count = in.getInt(); count > 0; count--) {
            byte[] name = array(in);
            headers.add(new String(name == null ? new byte[0] : name, UTF_8), array(in));
        }
        return headers;
    }

    private static void putArray(ByteBuffer out, byte @Nullable [] array) {
        if (array == null) {
            out.putInt(NULL);
        } else {
            out.putInt(array.length).put(array);
        }
    }

    private static byte @Nullable [] array(ByteBuffer in) {
        int length = in.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] array = new byte[length];
        in.get(array);
        return array;
    }
}
