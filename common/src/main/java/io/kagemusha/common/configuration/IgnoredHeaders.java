package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header fields that are not compared: by default those that differ between two servers that do the same. */
final class IgnoredHeaders {

    static final List<String> DEFAULT = List.of(
            // About one connection, not about the response (RFC 9110, 7.6.1)
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            // The body is compared itself, after content decoding
            "content-encoding",
            "content-length",
            "grpc-accept-encoding",
            "grpc-encoding",
            // When and along which way this copy of the response came
            "age",
            "date",
            "via",
            // Each server names and dates its copy of the same content in its own way; the content itself is compared
            "accept-ranges",
            "etag",
            "last-modified",
            // Made anew for every request or every session
            "set-cookie",
            "traceparent",
            "tracestate",
            "x-amzn-trace-id",
            "x-b3-traceid",
            "x-correlation-id",
            "x-request-id",
            // How long it took, which is measured here too
            "server-timing",
            "x-envoy-upstream-service-time",
            "x-response-time",
            "x-runtime",
            // What the service is written in, the one thing that a rewrite changes on purpose
            "server",
            "x-powered-by");

    /** The name of a field to be ignored too, or with a minus before it one that is compared in spite of the default. */
    static final ValueType<String> TYPE = ValueType.of(
            "the name of a header field, or -name to compare one that is ignored by default", IgnoredHeaders::entry);

    private IgnoredHeaders() {}

    /** The default list, changed by the entries. */
    static List<String> of(List<String> entries) {
        var names = new LinkedHashSet<>(DEFAULT);
        for (String entry : entries) {
            if (entry.startsWith("-")) {
                names.remove(entry.substring(1));
            } else {
                names.add(entry);
            }
        }
        return List.copyOf(names);
    }

    /** Entries that {@link #of} turns into {@code names}. */
    static List<String> entries(List<String> names) {
        var entries = new ArrayList<String>();
        DEFAULT.stream().filter(name -> !names.contains(name)).forEach(name -> entries.add("-" + name));
        names.stream().filter(name -> !DEFAULT.contains(name)).forEach(entries::add);
        return entries;
    }

    private static @Nullable String entry(String text) {
        String entry = text.toLowerCase(Locale.ROOT);
        if (entry.startsWith("-")) {
            return DEFAULT.contains(entry.substring(1)) ? entry : null;
        }
        return Names.FIELD.parser().parse(entry);
    }
}
