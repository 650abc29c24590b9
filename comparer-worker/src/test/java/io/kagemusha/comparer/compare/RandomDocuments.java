package io.kagemusha.comparer.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes up JSON documents, and others that are like them. The same seed gives the same ones. */
final class RandomDocuments {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_DEPTH = 4;

    private final Random random;

    RandomDocuments(int seed) {
        this.random = new Random(seed);
    }

    /** An object with at least one leaf. */
    JsonNode document() {
        ObjectNode root = NODES.objectNode();
        root.set("first", leaf());
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            root.set("m/" + i, value(1));
        }
        return root;
    }

    private JsonNode value(int depth) {
        int choice = random.nextInt(depth < MAX_DEPTH ? 4 : 1);
        if (choice == 2) {
            ArrayNode array = NODES.arrayNode();
            for (int i = 0; i < random.nextInt(6); i++) {
                array.add(value(depth + 1));
            }
            return array;
        }
        if (choice == 3) {
            ObjectNode object = NODES.objectNode();
            for (int i = 0; i < random.nextInt(5); i++) {
                object.set("k~" + i, value(depth + 1));
            }
            return object;
        }
        return leaf();
    }

    private JsonNode leaf() {
        return switch (random.nextInt(5)) {
            case 0 -> NODES.numberNode(random.nextInt(4));
            case 1 -> NODES.textNode("text " + random.nextInt(4));
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.numberNode(random.nextInt(400) / 100.0);
            default -> NODES.nullNode();
        };
    }

    JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The same with members in another order. */
    JsonNode reordered(JsonNode node) {
        return rebuilt(node, true, false);
    }

    /** The same with array elements in another order. */
    JsonNode shuffled(JsonNode node) {
        return rebuilt(node, false, true);
    }

    private JsonNode rebuilt(JsonNode node, boolean members, boolean elements) {
        if (node.isObject()) {
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(node.properties());
            if (members) {
                Collections.shuffle(entries, random);
            }
            ObjectNode object = NODES.objectNode();
            entries.forEach(entry -> object.set(entry.getKey(), rebuilt(entry.getValue(), members, elements)));
            return object;
        }
        if (node.isArray()) {
            List<JsonNode> children = new ArrayList<>();
            node.forEach(child -> children.add(rebuilt(child, members, elements)));
            if (elements) {
                Collections.shuffle(children, random);
            }
            return NODES.arrayNode().addAll(children);
        }
        return node;
    }

    /** Each object with a member {@code noise} of its own. */
    JsonNode withNoise(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.properties().forEach(entry -> object.set(entry.getKey(), withNoise(entry.getValue())));
            if (random.nextInt(4) > 0) {
                object.put("noise", random.nextLong());
            }
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(child -> array.add(withNoise(child)));
            return array;
        }
        return node;
    }

    /** Gives one leaf a value that no document has, and tells where. */
    String changeOneLeaf(JsonNode document) {
        List<String> leaves = new ArrayList<>();
        collectLeaves(document, "", leaves);
        String pointer = leaves.get(random.nextInt(leaves.size()));
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = document.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), TextNode.valueOf("changed"));
        } else {
            ((ObjectNode) parent).set(name, TextNode.valueOf("changed"));
        }
        return pointer;
    }

    private static void collectLeaves(JsonNode node, String pointer, List<String> leaves) {
        if (node.isObject()) {
            for (var entry : node.properties()) {
                String name = entry.getKey().replace("~", "~0").replace("/", "~1");
                collectLeaves(entry.getValue(), pointer + '/' + name, leaves);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collectLeaves(node.get(i), pointer + '/' + i, leaves);
            }
        } else {
            leaves.add(pointer);
        }
    }

    /** The same with a few leaves, members and elements changed, removed or inserted. */
    String mutated(String document) {
        return mutated(read(document)).toString();
    }

    private JsonNode mutated(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            for (var entry : node.properties()) {
                if (random.nextInt(12) > 0) {
                    object.set(entry.getKey(), mutated(entry.getValue()));
                }
            }
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            for (JsonNode child : node) {
                int choice = random.nextInt(12);
                if (choice == 0) {
                    array.add(value(MAX_DEPTH));
                }
                if (choice != 1) {
                    array.add(mutated(child));
                }
            }
            return array;
        }
        return random.nextInt(12) == 0 ? leaf() : node;
    }
}
