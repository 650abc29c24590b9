package io.kagemusha.common.configuration;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.yaml.ValueType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a request is among those that a shadow is sent: requests with the same are sent all or none.
 *
 * @param name of the header field, in lower case, or of the cookie; empty for the others
 */
public record SampleKey(Source source, String name) {

    /** Every request for itself. */
    public static final SampleKey REQUEST_ID = new SampleKey(Source.REQUEST_ID, "");

    private static final SampleKey CLIENT_IP = new SampleKey(Source.CLIENT_IP, "");
    private static final String HEADER = "header:";
    private static final String COOKIE = "cookie:";

    static final ValueType<SampleKey> TYPE = new ValueType<>(
            "request-id, client-ip, header:NAME or cookie:NAME",
            SampleKey::parseOrNull,
            List.of("request-id", "client-ip", HEADER, COOKIE));

    /** Where the key is taken from. */
    public enum Source {
        REQUEST_ID,
        CLIENT_IP,
        HEADER,
        COOKIE
    }

    private static @Nullable SampleKey parseOrNull(String text) {
        if (text.equals("request-id")) {
            return REQUEST_ID;
        }
        if (text.equals("client-ip")) {
            return CLIENT_IP;
        }
        boolean header = text.startsWith(HEADER);
        String name = header || text.startsWith(COOKIE) ? text.substring(HEADER.length()) : "";
        if (!FieldSyntax.isToken(name)) {
            return null;
        }
        return header
                ? new SampleKey(Source.HEADER, name.toLowerCase(Locale.ROOT))
                : new SampleKey(Source.COOKIE, name);
    }

    /** As it stands in a file. */
    @Override
    public String toString() {
        return switch (source) {
            case REQUEST_ID -> "request-id";
            case CLIENT_IP -> "client-ip";
            case HEADER -> HEADER + name;
            case COOKIE -> COOKIE + name;
        };
    }
}
