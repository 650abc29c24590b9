package io.kagemusha.common.yaml;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes YAML that {@link YamlDocument} reads back: no aliases, no tags, nothing that it would take for a variable. */
public final class YamlText {

    private YamlText() {}

    /** The text of a document made of maps, lists, texts, numbers and booleans. */
    public static String of(Map<String, ?> root) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setDereferenceAliases(true);
        options.setSplitLines(false);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(options).dump(escaped(root));
    }

    private static Object escaped(Object value) {
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, Object>();
            map.forEach((key, element) -> copy.put(escaped(key), escaped(element)));
            return copy;
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(YamlText::escaped).toList();
        }
        return value instanceof String text ? Environment.escape(text) : value;
    }
}
