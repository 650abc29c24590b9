package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Redacts parameters as {@link ParameterRedactor} does, in the plainest way: it looks into every value and into every one
 * that begins inside of it, and so takes far too long for anything but short texts.
 */
final class SlowParameterRedactor {

    private static final String BEGIN = "?&;#";
    private static final String NAME_END = "=?&;# \t\"<>";
    private static final String END = "&";
    private static final String END_IN_FIELD = "& \t\"<>";
    private static final int MAX_DEPTH = 3;

    private final Tokens tokens;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    SlowParameterRedactor(Tokens tokens, Collection<String> names) {
        this.tokens = tokens;
        this.names.addAll(names);
    }

    String target(String target) {
        return parameters(withoutUserInfo(target), false, END, 0);
    }

    String fieldValue(String value) {
        return parameters(withoutUserInfo(value), false, END_IN_FIELD, 0);
    }

    String form(String form) {
        return parameters(form, true, END, 0);
    }

    private String parameters(String text, boolean fromStart, String valueEnds, int depth) {
        var out = new StringBuilder();
        int copied = 0;
        for (int i = fromStart ? -1 : 0; i < text.length(); i++) {
            if (i >= 0 && BEGIN.indexOf(text.charAt(i)) < 0) {
                continue;
            }
            int nameEnd = end(text, i + 1, NAME_END);
            if (nameEnd == text.length() || text.charAt(nameEnd) != '=') {
                i = nameEnd - 1;
                continue;
            }
            int end = end(text, nameEnd + 1, valueEnds);
            String value = text.substring(nameEnd + 1, end);
            boolean secret = names.contains(decode(text.substring(i + 1, nameEnd)));
            String replaced = secret ? tokens.ofField(decode(value)) : nested(value, depth);
            if (!replaced.equals(value)) {
                out.append(text, copied, nameEnd + 1).append(replaced);
                copied = end;
                i = end - 1;
            } else {
                i = nameEnd;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    private String nested(String value, int depth) {
        if (depth == MAX_DEPTH || value.indexOf('%') < 0) {
            return value;
        }
        String decoded = decode(value);
        String replaced = parameters(withoutUserInfo(decoded), false, END, depth + 1);
        return replaced.equals(decoded) ? value : URLEncoder.encode(replaced, ISO_8859_1);
    }

    private String withoutUserInfo(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            boolean begins = text.startsWith("//", i) && (i == 0 || ":=<\" \t".indexOf(text.charAt(i - 1)) >= 0);
            if (!begins) {
                out.append(text.charAt(i++));
                continue;
            }
            int begin = i + 2;
            int authorityEnd = end(text, begin, "/?# \t\"<>");
            String authority = text.substring(begin, authorityEnd);
            int at = authority.lastIndexOf('@');
            out.append("//")
                    .append(at < 0 ? authority : tokens.ofField(authority.substring(0, at)) + authority.substring(at));
            i = authorityEnd;
        }
        return out.toString();
    }

    private static int end(String text, int begin, String ends) {
        int i = begin;
        while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static String decode(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toString(ISO_8859_1);
    }
}
