package io.kagemusha.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Set;

/** A backend's response on its way to a client of HTTP/2 (RFC 9113, 8.2 and 8.3.2). */
public final class Http2Response {

    private static final int FIELDS = 16;

    private Http2Response() {}

    /** The head, without what concerns the backend's connection only. */
    public static Http2Headers head(HttpResponse response) {
        Http2Headers headers = newHeaders(response.status().code());
        HopByHop.forward(headers, Http2Fields::add, response.headers(), ForwardedResponse.stopped(response), Set.of());
        return headers;
    }

    /** The head of an answer of the proxy's own, with a body of that length. */
    static Http2Headers problem(int status, int length, String requestId) {
        Http2Headers headers = newHeaders(status);
        headers.add(HttpHeaderNames.CONTENT_TYPE, ProblemResponse.MEDIA_TYPE);
        headers.addInt(HttpHeaderNames.CONTENT_LENGTH, length);
        if (!requestId.isEmpty()) {
            headers.add("x-request-id", requestId);
        }
        return headers;
    }

    private static Http2Headers newHeaders(int status) {
        return new DefaultHttp2Headers(false, FIELDS).status(Integer.toString(status));
    }
}
