package io.kagemusha.proxy.http;

import io.kagemusha.common.http.FieldSyntax;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Field sections between HTTP/2 (RFC 9113, 8.2) and the form that everything else here has. */
public final class Http2Fields {

    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te");

    private Http2Fields() {}

    /** Adds a field that was received by HTTP/1. */
    static void add(Http2Headers out, CharSequence name, CharSequence value) {
        // As bytes, for Netty would replace those of a text that are no ASCII
        out.add(AsciiString.of(name).toLowerCase(), AsciiString.of(value));
    }

    /** Trailers as they are sent by HTTP/2. */
    public static Http2Headers trailers(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return EmptyHttp2Headers.INSTANCE;
        }
        var out = new DefaultHttp2Headers(false);
        TrailerFields.forward(out, Http2Fields::add, trailers);
        return out;
    }

    /** What is wrong with the regular fields of a received section (RFC 9113, 8.2.1 and 8.2.2), or null. */
    static @Nullable String fault(Http2Headers section) {
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            String name = field.getKey().toString();
            if (name.startsWith(":")) {
                continue;
            }
            if (!FieldSyntax.isToken(name) || hasUpperCase(name)) {
                return "field name: not a token in lower case";
            }
            if (OF_CONNECTION.contains(name)) {
                return name + ": a field of one connection (expected: none in HTTP/2)";
            }
            if (!isValue(field.getValue().toString())) {
                return name + ": a control character, or white space around the value";
            }
        }
        List<CharSequence> lengths = section.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || (lengths.size() == 1 && !isDigits(lengths.get(0)))) {
            return "content-length: not one whole number";
        }
        return null;
    }

    /** What is wrong with received trailers (RFC 9113, 8.1), or null. */
    public static @Nullable String trailersFault(Http2Headers trailers) {
        for (CharSequence name : trailers.names()) {
            if (name.length() > 0 && name.charAt(0) == ':') {
                return "trailers: have the pseudo-header field " + name;
            }
        }
        return fault(trailers);
    }

    /** The regular fields of a checked section. */
    public static HttpHeaders regular(Http2Headers section) {
        HttpHeaders headers = newHeaders();
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            if (field.getKey().charAt(0) != ':') {
                headers.add(field.getKey(), field.getValue());
            }
        }
        return headers;
    }

    static HttpHeaders newHeaders() {
        return DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    }

    private static boolean hasUpperCase(String name) {
        return name.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static boolean isValue(String value) {
        return FieldSyntax.isValue(value) && !isPadded(value);
    }

    /** Whether white space stands around it (RFC 9113, 8.2.1). */
    static boolean isPadded(CharSequence value) {
        int last = value.length() - 1;
        return last >= 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(last)));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigits(CharSequence text) {
        return text.length() > 0 && text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
