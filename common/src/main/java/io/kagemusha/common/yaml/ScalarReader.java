package io.kagemusha.common.yaml;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads scalars from the characters as written. What YAML would make of them (octal and sexagesimal numbers, {@code on}
 * for true) never comes into play.
 */
final class ScalarReader {

    private final Environment environment;
    private final Faults faults;

    ScalarReader(Environment environment, Faults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /** The value of that type, or null after a fault has been noted. */
    <T> @Nullable T read(Node node, Place place, ValueType<T> type) {
        String text = text(node, place, type.expected());
        if (text == null) {
            return null;
        }
        T value = type.parser().parse(text);
        if (value == null) {
            String near = Suggestion.nearest(text, type.candidates());
            String hint = near == null || near.equals(text) ? "" : "; did you mean '" + near + "'?";
            fault(node, place, Faults.shown(text), type.expected() + hint);
        }
        return value;
    }

    private @Nullable String text(Node node, Place place, String expected) {
        if (!(node instanceof ScalarNode scalar) || isNothing(node)) {
            fault(node, place, describe(node), expected);
            return null;
        }
        try {
            return environment.substitute(scalar.getValue());
        } catch (IllegalArgumentException e) {
            fault(node, place, Faults.shown(scalar.getValue()), String.valueOf(e.getMessage()));
            return null;
        }
    }

    void fault(Node node, Place place, String found, String expected) {
        faults.add(line(node), place.path() + ": " + found + " (expected: " + expected + ")");
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** Whether this is YAML's null: {@code ~}, {@code null}, or nothing after the colon. */
    static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    static String describe(Node node) {
        if (isNothing(node)) {
            return "nothing";
        }
        if (node instanceof ScalarNode scalar) {
            return Faults.shown(scalar.getValue());
        }
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        return node instanceof SequenceNode ? "a list" : node.getNodeId().name();
    }
}
