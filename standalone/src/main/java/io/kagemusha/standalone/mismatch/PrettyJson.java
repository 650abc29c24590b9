package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Lays JSON out a member a line, so that a diff by lines shows members. Numbers keep the digits they were sent with. */
final class PrettyJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter()
            .withSeparators(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(INDENTER)
            .withObjectIndenter(INDENTER));

    private PrettyJson() {}

    /** The document, or null where the text is none that can be shown in this way. */
    static @Nullable JsonNode parse(String text) {
        try {
            JsonNode document = JSON.readTree(text);
            return document.isContainerNode() ? document : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    static String print(JsonNode document) {
        try {
            return WRITER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The document with the members of its objects in the order in which the model has them; their order means nothing. */
    static JsonNode inOrderOf(JsonNode model, JsonNode document) {
        if (model instanceof ObjectNode modelObject && document instanceof ObjectNode object) {
            ObjectNode ordered = JSON.createObjectNode();
            modelObject.properties().forEach(member -> {
                JsonNode value = object.get(member.getKey());
                if (value != null) {
                    ordered.set(member.getKey(), inOrderOf(member.getValue(), value));
                }
            });
            object.properties().forEach(member -> ordered.putIfAbsent(member.getKey(), member.getValue()));
            return ordered;
        }
        if (model instanceof ArrayNode modelArray && document instanceof ArrayNode array) {
            ArrayNode ordered = JSON.createArrayNode();
            for (int i = 0; i < array.size(); i++) {
                ordered.add(i < modelArray.size() ? inOrderOf(modelArray.get(i), array.get(i)) : array.get(i));
            }
            return ordered;
        }
        return document;
    }
}
