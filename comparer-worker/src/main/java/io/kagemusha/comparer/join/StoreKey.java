package io.kagemusha.comparer.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Names one entry of the exchange store: four bytes of length, the request id, and the backend whose response it holds.
 *
 * @param backend empty for the request; the mark of a finished exchange takes the same place, which saves a tombstone
 */
record StoreKey(String requestId, String backend) {

    static StoreKey request(String requestId) {
        return new StoreKey(requestId, "");
    }

    Bytes toBytes() {
        byte[] id = requestId.getBytes(UTF_8);
        byte[] name = backend.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + id.length + name.length)
                .putInt(id.length)
                .put(id)
                .put(name)
                .array());
    }

    static StoreKey of(Bytes key) {
        var in = ByteBuffer.wrap(key.get());
        byte[] id = new byte[in.getInt()];
        in.get(id);
        byte[] name = new byte[in.remaining()];
        in.get(name);
        return new StoreKey(new String(id, UTF_8), new String(name, UTF_8));
    }
}
