package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON texts strictly and exactly: numbers keep all their digits, and what cannot be compared structurally, a
 * name that stands twice in an object among it, is no document. One instance reads the documents of one body, which
 * together have no more elements than one alone may have; confined to its thread.
 */
public final class JsonReader {

    /** How deep arrays and objects may be nested; comparing them takes stack. */
    static final int MAX_DEPTH = 400;

    private static final int MAX_NUMBER_LENGTH = 5000;

    /** A decoded bomb of empty arrays would otherwise take hundreds of megabytes of heap. */
    private static final int MAX_TOKENS = 1_000_000;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .nodeFactory(new JsonNodeFactory(true))
            .build()
            .readerFor(JsonNode.class);

    private long tokens;

    /** The document that {@code text} is, or null when it is none. */
    public @Nullable JsonNode read(String text) {
        try (JsonParser parser = READER.createParser(text)) {
            try {
                JsonNode document = READER.readTree(parser);
                return document == null || document.isMissingNode() ? null : document;
            } finally {
                tokens += parser.currentTokenCount();
            }
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** Whether there were more elements than are read. */
    public boolean isSpent() {
        return tokens > MAX_TOKENS;
    }
}
