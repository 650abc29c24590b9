package io.kagemusha.common.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a {@link YamlDocument}, read key by key. Whatever is wrong becomes a fault of the document and the caller
 * goes on with the fallback, so that one reading finds every fault.
 */
public final class Section {

    private final YamlDocument document;
    private final Place place;
    private final @Nullable Node node;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private boolean open;

    /** @param node the mapping; null or YAML's null for one without keys */
    Section(YamlDocument document, Place place, @Nullable Node node) {
        this.document = document;
        this.place = place;
        this.node = node;
        document.opened(this);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::enter);
        } else if (node != null && !ScalarReader.isNothing(node)) {
            scalars().fault(node, named(), ScalarReader.describe(node), "a mapping, key: value");
        }
    }

    private Place named() {
        return place.path().isEmpty() ? new Place("document", "") : place;
    }

    private void enter(NodeTuple entry) {
        Node keyNode = entry.getKeyNode();
        if (!(keyNode instanceof ScalarNode scalar)) {
            scalars().fault(keyNode, named(), ScalarReader.describe(keyNode) + " as a key", "a name");
            return;
        }
        NodeTuple first = entries.putIfAbsent(scalar.getValue(), entry);
        if (first != null) {
            int line = ScalarReader.line(first.getKeyNode());
            String path = place.key(scalar.getValue()).path();
            document.collected()
                    .add(ScalarReader.line(keyNode), path + ": given twice (expected: once, as on line " + line + ")");
        }
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return node(key) != null;
    }

    /**
     * The same as {@link #list}, where a list without elements is a fault: it would mean nothing where whoever wrote it may
     * have meant everything, or the other way round.
     *
     * @param expected what a fault says in its place
     */
    public <T> List<T> filledList(String key, ValueType<T> type, String expected) {
        if (node(key) instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
            fault(key, "an empty list", expected);
        }
        return list(key, type);
    }

    /** The value of a key, or null where it is not there or wrong. */
    public <T> @Nullable T find(String key, ValueType<T> type) {
        Node value = node(key);
        return value == null ? null : scalars().read(value, place.key(key), type);
    }

    /** The value of a key, or the fallback where it is not there or wrong. */
    public <T> T get(String key, ValueType<T> type, T fallback) {
        T value = find(key, type);
        return value == null ? fallback : value;
    }

    /** The value of a key that must be there; the fallback after a fault. */
    public <T> T require(String key, ValueType<T> type, T fallback) {
        if (!has(key)) {
            fault(key, "none", type.expected());
        }
        return get(key, type, fallback);
    }

    /** The values of a list, or the one value given in place of a list; empty where the key is not there. */
    public <T> List<T> list(String key, ValueType<T> type) {
        var values = new ArrayList<T>();
        Node value = node(key);
        if (value instanceof SequenceNode sequence) {
            forEachElement(sequence, place.key(key), (element, at) -> {
                T read = scalars().read(element, at, type);
                if (read != null) {
                    values.add(read);
                }
            });
        } else if (value != null) {
            T read = scalars().read(value, place.key(key), type);
            if (read != null) {
                values.add(read);
            }
        }
        return values;
    }

    /** The mapping at a key; without keys where it is not there. */
    public Section section(String key) {
        return new Section(document, place.key(key), node(key));
    }

    /** The mappings in the list at a key; empty where it is not there. */
    public List<Section> sections(String key) {
        var sections = new ArrayList<Section>();
        Node value = node(key);
        if (value instanceof SequenceNode sequence) {
            forEachElement(sequence, place.key(key), (element, at) -> sections.add(new Section(document, at, element)));
        } else if (value != null && !ScalarReader.isNothing(value)) {
            scalars().fault(value, place.key(key), ScalarReader.describe(value), "a list");
        }
        return sections;
    }

    /**
     * The mappings in this mapping, whose keys are names.
     *
     * @param placeholder what stands for a name in the list of known keys
     */
    public Map<String, Section> named(ValueType<String> nameType, String placeholder) {
        open = true;
        var sections = new LinkedHashMap<String, Section>();
        entries.forEach((name, entry) -> {
            String key = scalars().read(entry.getKeyNode(), place.key(name), nameType);
            if (key != null) {
                sections.put(key, new Section(document, place.named(key, placeholder), entry.getValueNode()));
            }
        });
        return sections;
    }

    /** The values in this mapping, whose keys are names. */
    public <T> Map<String, T> values(ValueType<String> nameType, ValueType<T> type) {
        open = true;
        var values = new LinkedHashMap<String, T>();
        entries.forEach((name, entry) -> {
            Place at = place.key(name);
            String key = scalars().read(entry.getKeyNode(), at, nameType);
            T value = scalars().read(entry.getValueNode(), at, type);
            if (key != null && value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    /** The scalars in this mapping and the mappings below it, their keys joined by dots; lists are joined by commas. */
    public Map<String, String> flattened() {
        open = true;
        var values = new LinkedHashMap<String, String>();
        entries.forEach((key, entry) -> {
            Node value = entry.getValueNode();
            if (value instanceof MappingNode) {
                new Section(document, place.key(key), value)
                        .flattened()
                        .forEach((below, text) -> flatten(values, key + "." + below, text));
            } else {
                flatten(values, key, String.join(",", list(key, ValueType.TEXT)));
            }
        });
        return values;
    }

    private void flatten(Map<String, String> values, String key, String text) {
        if (values.put(key, text) != null) {
            fault(key, "given twice, nested and with dots", "once");
        }
    }

    /** Notes a fault of the value at a key, or of this section where the key is not there. */
    public void fault(String key, String found, String expected) {
        NodeTuple entry = entries.get(key);
        Node at = entry == null ? node : entry.getKeyNode();
        int line = at == null ? 0 : ScalarReader.line(at);
        document.collected()
                .add(line, place.key(key).path() + ": " + Faults.shown(found) + " (expected: " + expected + ")");
    }

    void refuseUnknownKeys() {
        if (open) {
            return;
        }
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String near = Suggestion.nearest(key, known);
                String hint =
                        near == null ? "expected: one of " + String.join(", ", known) : "did you mean '" + near + "'?";
                document.collected()
                        .add(
                                ScalarReader.line(entry.getKeyNode()),
                                place.key(key).path() + ": unknown key (" + hint + ")");
            }
        });
    }

    Set<String> knownKeys() {
        var keys = new TreeSet<String>();
        if (!open) {
            known.forEach(key -> keys.add(place.key(key).shape()));
        }
        return keys;
    }

    private @Nullable Node node(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        return entry == null ? null : entry.getValueNode();
    }

    private ScalarReader scalars() {
        return document.scalars();
    }

    private static void forEachElement(SequenceNode sequence, Place place, BiConsumer<Node, Place> action) {
        int index = 0;
        for (Node element : sequence.getValue()) {
            action.accept(element, place.index(index++));
        }
    }
}
