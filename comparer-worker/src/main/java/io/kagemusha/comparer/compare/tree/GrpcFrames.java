package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.MediaType;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a gRPC body (gRPC over HTTP/2, Length-Prefixed-Message) as an array, each in Base64 and without
 * its compression.
 */
public final class GrpcFrames {

    private static final int HEAD_LENGTH = 5;
    private static final int PLAIN = 0;
    private static final int COMPRESSED = 1;

    private GrpcFrames() {}

    /** Whether bodies of that type are in frames. */
    public static boolean are(MediaType media) {
        return media.type().equals("application/grpc") || media.type().startsWith("application/grpc+");
    }

    /** The messages; null when the content is not made of frames, or of more than are compared. */
    public static @Nullable JsonNode read(Headers headers, byte[] content) {
        var growth = new Growth();
        int room = BodyDecoder.maxLength(content.length);
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        var in = ByteBuffer.wrap(content);
        while (in.remaining() >= HEAD_LENGTH && growth.add()) {
            byte flags = in.get();
            int length = in.getInt();
            if (length < 0 || length > in.remaining() || (flags != PLAIN && flags != COMPRESSED)) {
                return null;
            }
            byte[] message = new byte[length];
            in.get(message);
            if (flags == COMPRESSED) {
                message = decompressed(headers, message);
                // Each within its limit, the messages of one body could be thousands of times as long as it
                room -= message == null ? 0 : message.length;
            }
            if (message == null || room < 0) {
                return null;
            }
            messages.add(Base64.getEncoder().encodeToString(message));
        }
        return in.hasRemaining() ? null : messages;
    }

    private static byte @Nullable [] decompressed(Headers headers, byte[] message) {
        String encoding = headers.get("grpc-encoding");
        if (encoding == null) {
            return null;
        }
        var decoded = BodyDecoder.decode(Headers.of("Content-Encoding", encoding), message);
        return decoded.fault() == null ? decoded.bytes() : null;
    }
}
