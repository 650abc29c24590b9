package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kagemusha.comparer.compare.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads lines that are a JSON document each as the array of these. Empty lines do not count. */
final class JsonLinesReader {

    private JsonLinesReader() {}

    static @Nullable JsonNode read(String text) {
        var growth = new Growth();
        var json = new JsonReader();
        ArrayNode documents = JsonNodeFactory.instance.arrayNode();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!line.isBlank()) {
                JsonNode document = growth.add() ? json.read(line) : null;
                if (document == null || json.isSpent()) {
                    return null;
                }
                documents.add(document);
            }
        }
        return documents;
    }
}
