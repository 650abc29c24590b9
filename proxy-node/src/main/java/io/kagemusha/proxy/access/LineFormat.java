package io.kagemusha.proxy.access;

import io.kagemusha.common.configuration.AccessLogSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes entries as lines of ASCII. Whatever a client sent stays between its quotes: all that could end a line, command a
 * terminal or look like another field is written as {@code \xHH}, or {@code \\u00HH} in JSON.
 */
enum LineFormat {
    TEXT {
        @Override
        void write(StringBuilder out, String prefix, AccessEntry entry) {
            AccessRequest request = entry.request();
            out.append(prefix).append(time(entry)).append(' ');
            token(out, request.client()).append(" \"");
            escape(out, request.method(), "\\x");
            out.append(' ');
            escape(out, request.target(), "\\x");
            out.append("\" ");
            out.append(entry.status() == 0 ? "-" : String.valueOf(entry.status()))
                    .append(' ');
            out.append(entry.bytes()).append(' ');
            out.append(millis(entry)).append("ms ");
            token(out, entry.answeredBy()).append(' ');
            token(out, request.requestId()).append(' ').append(entry.end()).append('\n');
        }
    },
    JSON {
        @Override
        void write(StringBuilder out, String prefix, AccessEntry entry) {
            AccessRequest request = entry.request();
            out.append('{');
            if (!prefix.isEmpty()) {
                member(out, "prefix", prefix);
            }
            member(out, "time", time(entry));
            member(out, "client", request.client());
            member(out, "method", request.method());
            member(out, "target", request.target());
            out.append("\"status\":").append(entry.status()).append(',');
            out.append("\"bytes\":").append(entry.bytes()).append(',');
            out.append("\"millis\":").append(millis(entry)).append(',');
            member(out, "answeredBy", entry.answeredBy());
            member(out, "requestId", request.requestId());
            out.append("\"end\":\"").append(entry.end()).append("\"}\n");
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static LineFormat of(AccessLogSettings.Format format) {
        return switch (format) {
            case TEXT -> TEXT;
            case JSON -> JSON;
        };
    }

    /** Appends one line with its end. */
    abstract void write(StringBuilder out, String prefix, AccessEntry entry);

    private static String time(AccessEntry entry) {
        Instant time = entry.time();
        return TIME.format(time);
    }

    private static String millis(AccessEntry entry) {
        return String.format(Locale.ROOT, "%.3f", entry.micros() / 1000.0);
    }

    private static StringBuilder token(StringBuilder out, String text) {
        if (text.isEmpty()) {
            return out.append('-');
        }
        escape(out, text, "\\x");
        return out;
    }

    private static void member(StringBuilder out, String name, String value) {
        out.append('"').append(name).append("\":\"");
        escape(out, value, "\\u00");
        out.append("\",");
    }

    private static void escape(StringBuilder out, String text, String hex) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append(hex).append(Character.forDigit((c >> 4) & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
            }
        }
    }
}
