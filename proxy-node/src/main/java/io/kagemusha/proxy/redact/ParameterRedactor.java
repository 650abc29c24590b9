package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Redacts parameters by name, {@code name=value}, in request targets, in URLs that stand in fields, and in forms. Names are
 * compared decoded and without regard to case; a value ends at the next {@code &} only, so that nothing of it is left where
 * somebody else sees its end elsewhere. URLs inside values are looked into too, three deep. Texts have one character a byte.
 * A text takes time in proportion to its length, whatever a client has put together.
 */
final class ParameterRedactor {

    private static final String BEGIN = "?&;#";
    private static final String NAME_END = "=?&;# \t\"<>";
    private static final String END = "&";
    private static final String END_IN_FIELD = "& \t\"<>";
    private static final String AUTHORITY_BEGIN = "//";
    /** What an authority's slashes follow where it does not begin the text: a scheme, or what a URL stands in or behind. */
    private static final String BEFORE_AUTHORITY = ":=<\" \t";

    private static final String AUTHORITY_END = "/?# \t\"<>";
    private static final int MAX_DEPTH = 3;

    private final Tokens tokens;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    ParameterRedactor(Tokens tokens, Collection<String> names) {
        this.tokens = tokens;
        this.names.addAll(names);
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    /** A request target; the same object where nothing has to be changed. */
    String target(String target) {
        return parameters(withoutUserInfo(target), false, END, 0);
    }

    /** A field's value, which may hold URLs. */
    String fieldValue(String value) {
        return parameters(withoutUserInfo(value), false, END_IN_FIELD, 0);
    }

    /** A body of type {@code application/x-www-form-urlencoded}. */
    String form(String form) {
        return parameters(form, true, END, 0);
    }

    private String parameters(String text, boolean fromStart, String valueEnds, int depth) {
        if (names.isEmpty()) {
            return text;
        }
        StringBuilder out = null;
        int copied = 0;
        int valueEnd = 0;
        for (int i = fromStart ? -1 : 0; i < text.length(); i++) {
            if (i >= 0 && BEGIN.indexOf(text.charAt(i)) < 0) {
                continue;
            }
            int nameEnd = end(text, i + 1, NAME_END);
            if (nameEnd == text.length() || text.charAt(nameEnd) != '=') {
                i = nameEnd - 1;
                continue;
            }
            // What begins inside of a value ends where that does, and was looked into with it
            boolean insideOther = nameEnd < valueEnd;
            valueEnd = insideOther ? valueEnd : end(text, nameEnd + 1, valueEnds);
            String replaced = null;
            if (names.contains(decode(text.substring(i + 1, nameEnd)))) {
                replaced = tokens.ofField(decode(text.substring(nameEnd + 1, valueEnd)));
            } else if (!insideOther) {
                replaced = nested(text.substring(nameEnd + 1, valueEnd), depth);
            }
            if (replaced != null) {
                out = out == null ? new StringBuilder(text.length() + replaced.length()) : out;
                out.append(text, copied, nameEnd + 1).append(replaced);
                copied = valueEnd;
                i = valueEnd - 1;
            } else {
                i = nameEnd;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /**
     * What takes the place of a value that holds a URL with secrets; null where it can stay. A URL in a value is encoded, so
     * its own parameters only show when it is decoded.
     */
    private @Nullable String nested(String value, int depth) {
        if (depth == MAX_DEPTH || value.indexOf('%') < 0) {
            return null;
        }
        String decoded = decode(value);
        String replaced = parameters(withoutUserInfo(decoded), false, END, depth + 1);
        return replaced.equals(decoded) ? null : URLEncoder.encode(replaced, ISO_8859_1);
    }

    /**
     * Replaces {@code user:password} in {@code http://user:password@host}, which RFC 9110, 4.2.4 knows but does not like, and
     * in {@code //user:password@host}, which leaves the scheme to the reader (RFC 3986, 4.2).
     */
    private String withoutUserInfo(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int begin = authority(text, 0); begin >= 0; begin = authority(text, begin)) {
            int authorityEnd = end(text, begin, AUTHORITY_END);
            int at = authorityEnd - 1;
            while (at >= begin && text.charAt(at) != '@') {
                at--;
            }
            if (at >= begin) {
                out = out == null ? new StringBuilder(text.length() + 32) : out;
                out.append(text, copied, begin).append(tokens.ofField(text.substring(begin, at)));
                copied = at;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** Where the next authority begins, from there on; negative where there is none. */
    private static int authority(String text, int from) {
        int slashes = text.indexOf(AUTHORITY_BEGIN, from);
        while (slashes > 0 && BEFORE_AUTHORITY.indexOf(text.charAt(slashes - 1)) < 0) {
            slashes = text.indexOf(AUTHORITY_BEGIN, slashes + 1);
        }
        return slashes < 0 ? slashes : slashes + AUTHORITY_BEGIN.length();
    }

    private static int end(String text, int begin, String ends) {
        int i = begin;
        while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** Percent-decoding that never fails: what is none stays as it is. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
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
