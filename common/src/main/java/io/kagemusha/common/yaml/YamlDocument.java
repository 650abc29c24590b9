package io.kagemusha.common.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One YAML document that is being read. It remembers which keys its sections were asked for; what it has beyond them is
 * a fault. Confined to one thread.
 */
public final class YamlDocument {

    private final Faults faults;
    private final ScalarReader scalars;
    private final List<Section> sections = new ArrayList<>();
    private final Section root;

    private YamlDocument(String file, Place place, @Nullable Node content, Map<String, String> environment) {
        faults = new Faults(file);
        scalars = new ScalarReader(new Environment(environment), faults);
        root = new Section(this, place, content);
    }

    /**
     * Parses a text.
     *
     * @param file what to call it in faults; empty for a text that is no file
     * @param environment what {@code ${NAME}} in its values stands for
     * @throws YamlException when the text is not YAML, uses aliases or tags, or is too large
     */
    public static YamlDocument parse(String text, String file, Map<String, String> environment) throws YamlException {
        return new YamlDocument(file, Place.ROOT, new YamlParser(file).parse(text), environment);
    }

    /**
     * Parses a text that is a part of a document, without environment variables.
     *
     * @param path the keys that lead to it there
     * @throws YamlException when the text is not YAML, uses aliases or tags, or is too large
     */
    public static YamlDocument parse(String text, List<String> path) throws YamlException {
        Place place = Place.ROOT;
        for (String key : path) {
            place = place.key(key);
        }
        return new YamlDocument("", place, new YamlParser("").parse(text), Map.of());
    }

    /** The outermost mapping; without keys where the text is empty. */
    public Section root() {
        return root;
    }

    /** Adds a fault that is about no line in particular. */
    public void fault(String text) {
        faults.add(text);
    }

    /** Whether anything that was read so far is wrong, so that further faults may only follow from that. */
    public boolean hasFaults() {
        return !faults.isEmpty();
    }

    /** Every fault found so far, keys that nobody asked for among them, one line each, in the order of the lines. */
    public List<String> faults() {
        sections.forEach(Section::refuseUnknownKeys);
        return faults.lines();
    }

    /** The keys that were asked for, with {@code NAME} or {@code []} in place of names and indexes, sorted. */
    public Set<String> knownKeys() {
        var keys = new TreeSet<String>();
        sections.forEach(section -> keys.addAll(section.knownKeys()));
        return keys;
    }

    void opened(Section section) {
        sections.add(section);
    }

    ScalarReader scalars() {
        return scalars;
    }

    Faults collected() {
        return faults;
    }
}
