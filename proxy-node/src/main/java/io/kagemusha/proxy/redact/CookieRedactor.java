package io.kagemusha.proxy.redact;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Redacts cookies by name (RFC 6265), {@code *} being all of them: names stay, and so do the attributes of a new cookie. */
final class CookieRedactor {

    private static final String ALL = "*";

    private final Tokens tokens;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    CookieRedactor(Tokens tokens, Collection<String> names) {
        this.tokens = tokens;
        this.names.addAll(names);
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    /** The value of a {@code Cookie} field; the same object where nothing has to be changed. */
    String cookies(String value) {
        var out = new StringBuilder(value.length() + 32);
        for (int begin = 0; begin <= value.length(); ) {
            int end = value.indexOf(';', begin);
            end = end < 0 ? value.length() : end;
            out.append(begin == 0 ? "" : ";").append(pair(value.substring(begin, end)));
            begin = end + 1;
        }
        String redacted = out.toString();
        return redacted.equals(value) ? value : redacted;
    }

    /** The value of a {@code Set-Cookie} field. */
    String newCookie(String value) {
        int end = value.indexOf(';');
        return end < 0 ? pair(value) : pair(value.substring(0, end)) + value.substring(end);
    }

    private String pair(String pair) {
        int equals = pair.indexOf('=');
        String name = pair.substring(0, Math.max(0, equals)).strip();
        String value = pair.substring(equals + 1).strip();
        if (value.isEmpty() || !(names.contains(ALL) || names.contains(name))) {
            return pair;
        }
        int begin = pair.indexOf(value, equals + 1);
        return pair.substring(0, begin) + tokens.ofField(value);
    }
}
