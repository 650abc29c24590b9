package io.kagemusha.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The header fields that concern one connection only and are not forwarded (RFC 9110, 7.6.1): those that are so by
 * definition, and those that the {@code Connection} field of the message names.
 */
final class HopByHop {

    /**
     * What naming it does not stop: without these fields the next hop would read another message than this one did, or
     * another host's, or shadow a shadow's request. The coding is written anew for each connection, or kept.
     */
    private static final Set<String> NEEDED =
            Set.of("host", "content-length", "transfer-encoding", ForwardedRequest.SHADOW_HEADER, "x-request-id");

    private HopByHop() {}

    /**
     * Writes the fields that go on to the next hop.
     *
     * @param replaced names of fields that do not go on because another value takes their place
     * @param kept names of fields that say about this connection what the next one's sender would say too
     */
    static <T> void forward(T out, FieldOutput<T> output, HttpHeaders headers, Set<String> replaced, Set<String> kept) {
        Set<String> named = named(headers);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            if ((!always(name) || (!kept.isEmpty() && kept.contains(name.toString())))
                    && (named.isEmpty() || !named.contains(name.toString()))
                    && (replaced.isEmpty() || !replaced.contains(name.toString()))) {
                output.field(out, name, field.getValue());
            }
        }
    }

    /** Whether the field stops here whatever the message says. */
    static boolean always(CharSequence name) {
        return switch (name.length()) {
            case 2 -> AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.TE);
            case 6 -> AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.EXPECT);
            case 7 ->
                AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.UPGRADE)
                        || AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.TRAILER);
            case 10 ->
                AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.CONNECTION)
                        || AsciiString.contentEqualsIgnoreCase(name, "keep-alive");
            case 16 -> AsciiString.contentEqualsIgnoreCase(name, "proxy-connection");
            case 17 -> AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.TRANSFER_ENCODING);
            default -> false;
        };
    }

    /** The names in the {@code Connection} field that are no options known to everybody; empty for most messages. */
    static Set<String> named(HttpHeaders headers) {
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        if (connection == null
                || (isPlainOption(connection)
                        && headers.getAll(HttpHeaderNames.CONNECTION).size() == 1)) {
            return Set.of();
        }
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            // By a pattern that takes the white space too, a long run of that costs its square
            for (String name : value.split(",", -1)) {
                names.add(name.strip());
            }
        }
        NEEDED.forEach(names::remove);
        return names;
    }

    private static boolean isPlainOption(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }
}
