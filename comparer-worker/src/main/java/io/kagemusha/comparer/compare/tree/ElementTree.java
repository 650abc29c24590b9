package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;

/**
 * Builds the tree of an HTML or XML document. An element is {@code {"name": {…}}} with its attributes as {@code @name}
 * and its elements and texts, in order, as {@code children}; where text is all that it holds, as {@code text}.
 */
final class ElementTree {

    private final ArrayDeque<ObjectNode> open = new ArrayDeque<>();
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private ObjectNode current = root;

    void begin(String name) {
        ObjectNode element = root.objectNode();
        if (open.isEmpty()) {
            root.set(name, element);
        } else {
            children().add(root.objectNode().set(name, element));
        }
        open.push(current);
        current = element;
    }

    void attribute(String name, String value) {
        current.put("@" + name, value);
    }

    void text(String text) {
        if (!text.isBlank() && !open.isEmpty()) {
            children().add(text);
        }
    }

    void end() {
        JsonNode only = current.get("children");
        if (only != null && only.size() == 1 && only.get(0).isTextual()) {
            current.remove("children");
            current.set("text", only.get(0));
        }
        current = open.pop();
    }

    JsonNode root() {
        return root;
    }

    private ArrayNode children() {
        return current.withArray("children");
    }
}
