package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Redacts JSON by patterns of pointers: each value that one matches, of whatever type, becomes a string. Not a byte of the
 * rest is touched. Several documents may follow one another, as in NDJSON.
 */
final class JsonRedactor {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Tokens tokens;
    private final Collection<String> patterns;
    private final PointerPositions root;

    JsonRedactor(Tokens tokens, Collection<String> patterns) {
        this.tokens = tokens;
        this.patterns = patterns;
        this.root = PointerPositions.of(patterns);
    }

    boolean hasPatterns() {
        return !patterns.isEmpty();
    }

    /**
     * Redacts the documents.
     *
     * @return null where nothing has to be changed
     * @throws IOException when they are no JSON in UTF-8
     */
    byte @Nullable [] redact(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            var pass = new Pass(parser, body);
            while (parser.nextToken() != null) {
                pass.visit(root);
            }
            return pass.result();
        }
    }

    private final class Pass {

        private final JsonParser parser;
        private final byte[] body;
        private @Nullable ByteArrayOutputStream out;
        private int copied;

        Pass(JsonParser parser, byte[] body) {
            this.parser = parser;
            this.body = body;
        }

        void visit(PointerPositions at) throws IOException {
            if (at.matched()) {
                replace();
            } else if (at.lost()) {
                parser.skipChildren();
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    PointerPositions below = at.step(parser.currentName());
                    parser.nextToken();
                    visit(below);
                }
            } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    visit(at.step(Integer.toString(i)));
                }
            }
        }

        private void replace() throws IOException {
            long begin = parser.currentTokenLocation().getByteOffset();
            String token = parser.currentToken() == JsonToken.VALUE_STRING
                    ? tokens.ofText(parser.getText())
                    : tokens.ofJson(canonical(JSON.readTree(parser)));
            long end = parser.currentLocation().getByteOffset();
            if (begin < copied || end <= begin) {
                throw new IOException("no byte offsets (expected: UTF-8)");
            }
            out = out == null ? new ByteArrayOutputStream(body.length + 64) : out;
            out.write(body, copied, (int) begin - copied);
            out.writeBytes(('"' + token + '"').getBytes(US_ASCII));
            copied = (int) end;
        }

        byte @Nullable [] result() {
            if (out == null) {
                return null;
            }
            out.write(body, copied, body.length - copied);
            return out.toByteArray();
        }
    }

    /** The same for values that are equal: numbers by value, objects without regard to the order of their members. */
    private static String canonical(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros().toString();
        }
        if (value.isArray()) {
            var text = new StringBuilder("[");
            value.forEach(element -> text.append(canonical(element)).append(','));
            return text.append(']').toString();
        }
        if (value.isObject()) {
            var members = new TreeMap<String, String>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                members.put(JSON.getNodeFactory().textNode(member.getKey()).toString(), canonical(member.getValue()));
            }
            return members.toString();
        }
        return value.toString();
    }
}
