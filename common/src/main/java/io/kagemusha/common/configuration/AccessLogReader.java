package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code access-log}, and writes it again. */
final class AccessLogReader {

    private static final ValueType<AccessLogSettings.Format> FORMAT = ValueType.oneOf(AccessLogSettings.Format.class);

    private AccessLogReader() {}

    /**
     * What the file says, or null where it says nothing.
     *
     * @param baseDir where a relative path starts
     */
    static @Nullable AccessLogSettings read(Section root, Path baseDir) {
        if (!root.has("access-log")) {
            return null;
        }
        Section section = root.section("access-log");
        ValueType<String> file = ValueType.of("a path, stdout or stderr", text -> resolved(text, baseDir));
        return new AccessLogSettings(
                section.require("file", file, AccessLogSettings.STDOUT),
                section.get("format", FORMAT, AccessLogSettings.Format.TEXT),
                section.get("prefix", ValueType.TEXT, ""));
    }

    private static @Nullable String resolved(String text, Path baseDir) {
        if (text.equals(AccessLogSettings.STDOUT) || text.equals(AccessLogSettings.STDERR)) {
            return text;
        }
        try {
            return text.isBlank() ? null : baseDir.resolve(text).normalize().toString();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    static Map<String, Object> render(AccessLogSettings settings) {
        var map = new LinkedHashMap<String, Object>();
        map.put("file", settings.file());
        map.put("format", ValueType.nameOf(settings.format()));
        map.put("prefix", settings.prefix());
        return map;
    }
}
