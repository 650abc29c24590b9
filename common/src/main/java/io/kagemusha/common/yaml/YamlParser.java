package io.kagemusha.common.yaml;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Turns text into YAML nodes, which still know their lines, their repeated keys and every scalar as it was written.
 *
 * <p>Aliases are refused: with them go alias bombs, recursion and merge keys. So are tags, and whatever is too large.
 */
final class YamlParser {

    static final int CHARACTERS_ALLOWED = 1 << 20;
    private static final int DEPTH_ALLOWED = 30;

    private final String file;

    YamlParser(String file) {
        this.file = file;
    }

    /**
     * The root of the only document in {@code text}, or null where it has no content.
     *
     * @throws YamlException when the text is not YAML, or has something that is refused
     */
    @Nullable
    Node parse(String text) throws YamlException {
        var options = new LoaderOptions();
        options.setCodePointLimit(CHARACTERS_ALLOWED);
        var yaml = new Yaml(options);
        try {
            check(yaml.parse(new StringReader(text)));
            return yaml.compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new YamlException(
                    at(mark.getLine() + 1) + "not YAML at column " + (mark.getColumn() + 1) + ": " + problem(e));
        } catch (ReaderException e) {
            int line = (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            throw new YamlException(
                    at(line) + "not YAML: it has the control character U+%04X".formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            throw new YamlException(at(1) + "not YAML: " + Faults.shown(String.valueOf(e.getMessage())));
        }
    }

    private void check(Iterable<Event> events) throws YamlException {
        int depth = 0;
        for (Event event : events) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > DEPTH_ALLOWED) {
                int line = event.getStartMark().getLine() + 1;
                throw new YamlException(at(line) + "nested too deep (expected: at most " + DEPTH_ALLOWED + " levels)");
            }
            refuse(event);
        }
    }

    private void refuse(Event event) throws YamlException {
        int line = event.getStartMark().getLine() + 1;
        if (event instanceof AliasEvent alias) {
            throw new YamlException(at(line) + "*" + alias.getAnchor()
                    + ": an alias (expected: the value itself, aliases are not supported)");
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        if (tag != null) {
            throw new YamlException(at(line) + Faults.shown(tag) + ": a tag (expected: none, tags are not supported)");
        }
    }

    private static String problem(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem();
        return Faults.shown(problem.strip());
    }

    private String at(int line) {
        return Faults.at(file, line);
    }
}
