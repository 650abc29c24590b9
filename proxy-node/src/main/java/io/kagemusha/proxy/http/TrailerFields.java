package io.kagemusha.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;

/** Trailers on their way to the next hop, in either direction and by any version of HTTP. */
final class TrailerFields {

    /**
     * What is of use only before the content, or changes what was read there (RFC 9110, 6.5.1): a recipient that merges
     * trailers into the head would take these for said by whoever vouches for the head.
     */
    private static final Set<String> OF_HEAD = FieldNames.of(
            "age",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expires",
            "forwarded",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "range",
            "retry-after",
            "set-cookie",
            "vary",
            "via",
            "www-authenticate",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-request-id",
            ForwardedRequest.SHADOW_HEADER);

    private TrailerFields() {}

    /** Writes those that may stand there. */
    static <T> void forward(T out, FieldOutput<T> output, HttpHeaders trailers) {
        if (!trailers.isEmpty()) {
            HopByHop.forward(out, output, trailers, OF_HEAD, Set.of());
        }
    }
}
