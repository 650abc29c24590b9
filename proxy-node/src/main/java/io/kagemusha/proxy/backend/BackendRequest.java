package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The head of the request that one backend is sent.
 *
 * @param head the client's, or this backend's own munged copy
 * @param shadow the backend's name when it is a shadow, else null
 */
public record BackendRequest(
        RequestHead head,
        ForwardedRequest forwarded,
        @Nullable String shadow) {

    void write(ByteBuf out, Instance instance) {
        // A client of HTTP/1.0 may leave it out, but the request goes on as HTTP/1.1, which must have it
        String host = head.headers().contains(HttpHeaderNames.HOST) ? null : instance.authority();
        forwarded.write(out, head, instance.target(head.target()), host, shadow);
    }

    Http2Headers http2(Instance instance) {
        return forwarded.http2(head, instance.origin(), instance.target(head.target()), shadow);
    }
}
