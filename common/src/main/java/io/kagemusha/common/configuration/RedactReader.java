package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code capture.redact}. */
final class RedactReader {

    /** What is shown for the key; as long as a key must be. */
    static final String MASK = Secrets.MASK + Secrets.MASK;

    private static final int MIN_KEY = 16;
    private static final String KEY_EXPECTED =
            "a secret of at least " + MIN_KEY + " characters, the same on every node, such as ${REDACT_KEY}";
    private static final ValueType<String> PARAMETER =
            ValueType.text("the name of a parameter", text -> !text.isBlank() && text.indexOf('=') < 0);
    private static final ValueType<String> POINTER =
            ValueType.text("a pattern of JSON pointers, which starts with '/'", text -> text.startsWith("/"));

    private RedactReader() {}

    /** @param keyRequired whether the process captures, else the key is not even looked at */
    static RedactSettings read(Section section, boolean given, boolean keyRequired) {
        var defaults = RedactSettings.DEFAULT;
        var settings = new RedactSettings(
                lowerCase(list(section, "headers", Names.FIELD, defaults.headers())),
                list(section, "query", PARAMETER, defaults.query()),
                list(section, "cookies", PARAMETER, defaults.cookies()),
                list(section, "json", POINTER, defaults.json()),
                null);
        boolean keyGiven = section.has("key");
        if (!keyRequired || !given || (settings.isEmpty() && !keyGiven)) {
            return settings;
        }
        return new RedactSettings(
                settings.headers(), settings.query(), settings.cookies(), settings.json(), key(section));
    }

    private static <T> List<T> list(Section section, String key, ValueType<T> type, List<T> fallback) {
        return section.has(key) ? section.list(key, type) : fallback;
    }

    private static List<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static @Nullable String key(Section section) {
        String key = section.find("key", ValueType.TEXT);
        if (!section.has("key")) {
            section.fault("key", "none", KEY_EXPECTED);
        } else if (key != null && key.length() < MIN_KEY) {
            section.fault("key", key.length() + " characters", KEY_EXPECTED);
        }
        return key;
    }
}
