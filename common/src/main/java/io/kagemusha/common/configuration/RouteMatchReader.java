package io.kagemusha.common.configuration;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the {@code match} of a route. */
final class RouteMatchReader {

    private static final List<String> STANDARD_METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private static final ValueType<String> METHOD = new ValueType<>(
            "a method (RFC 9110, 9.1), in capitals when it is a standard one",
            RouteMatchReader::method,
            STANDARD_METHODS);

    private static final ValueType<String> PATH =
            ValueType.text("a path pattern that starts with '/'", text -> text.startsWith("/") && isVisible(text));

    private static final ValueType<String> HOST = ValueType.of(
            "a host name or address without port, or *.example.org",
            text -> text.matches("(\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]") ? text.toLowerCase(Locale.ROOT) : null);

    private static final ValueType<String> VALUE =
            ValueType.text("the value of a header field (RFC 9110, 5.5), or * for any", FieldSyntax::isValue);

    private RouteMatchReader() {}

    static RouteMatch read(Section section) {
        var headers = new LinkedHashMap<String, String>();
        Section headersSection = section.section("headers");
        headersSection.values(Names.FIELD, VALUE).forEach((name, value) -> {
            if (headers.put(name.toLowerCase(Locale.ROOT), value) != null) {
                headersSection.fault(name, "given twice, in another case", "each field once");
            }
        });
        return new RouteMatch(
                distinct(section, "methods", METHOD),
                List.copyOf(distinct(section, "path", PATH)),
                distinct(section, "host", HOST),
                headers);
    }

    private static Set<String> distinct(Section section, String key, ValueType<String> type) {
        return section.filledList(key, type, "at least one, or no such key to match all").stream()
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Methods are case-sensitive: {@code get} is valid, but no client ever sends it and means it. */
    private static @Nullable String method(String text) {
        String capitals = text.toUpperCase(Locale.ROOT);
        boolean misspelt = !text.equals(capitals) && STANDARD_METHODS.contains(capitals);
        return FieldSyntax.isToken(text) && !misspelt ? text : null;
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '?' && c != '#');
    }
}
