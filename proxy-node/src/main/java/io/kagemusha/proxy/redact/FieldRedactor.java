package io.kagemusha.proxy.redact;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Redacts field lines, {@code name: value} and CRLF each, one character a byte. */
final class FieldRedactor {

    /** What tells of a body's bytes, and so would let somebody try out which secret was in them. */
    private static final Set<String> DIGESTS = caseless(Set.of(
            "content-digest",
            "repr-digest",
            "digest",
            "content-md5",
            "etag",
            "x-amz-content-sha256",
            "x-amz-meta-md5"));

    private final Tokens tokens;
    private final Set<String> names;
    private final CookieRedactor cookies;
    private final ParameterRedactor parameters;

    FieldRedactor(Tokens tokens, Collection<String> names, CookieRedactor cookies, ParameterRedactor parameters) {
        this.tokens = tokens;
        this.names = caseless(names);
        this.cookies = cookies;
        this.parameters = parameters;
    }

    private static Set<String> caseless(Collection<String> names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(names);
        return all;
    }

    /**
     * Redacts the lines.
     *
     * @param withoutDigests whether the body that they describe is not there, or not the original any more
     * @return the same object where nothing has to be changed
     */
    String redact(String lines, boolean withoutDigests) {
        StringBuilder out = null;
        int copied = 0;
        for (int begin = 0; begin < lines.length(); ) {
            int lineEnd = lines.indexOf("\r\n", begin);
            int end = lineEnd < 0 ? lines.length() : lineEnd;
            int colon = lines.indexOf(':', begin);
            if (colon > begin && colon < end) {
                String value = lines.substring(colon + 1, end).strip();
                String redacted = value(lines.substring(begin, colon), value, withoutDigests);
                if (!redacted.equals(value)) {
                    out = out == null ? new StringBuilder(lines.length() + 128) : out;
                    out.append(lines, copied, colon).append(": ").append(redacted);
                    copied = end;
                }
            }
            begin = end + 2;
        }
        return out == null ? lines : out.append(lines, copied, lines.length()).toString();
    }

    private String value(String name, String value, boolean withoutDigests) {
        if (names.contains(name) || (withoutDigests && DIGESTS.contains(name))) {
            return value.isEmpty() ? value : tokens.ofField(value);
        }
        if (cookies.hasNames()) {
            if (name.equalsIgnoreCase("cookie")) {
                return cookies.cookies(value);
            }
            if (name.equalsIgnoreCase("set-cookie")) {
                return cookies.newCookie(value);
            }
        }
        return parameters.fieldValue(value);
    }
}
