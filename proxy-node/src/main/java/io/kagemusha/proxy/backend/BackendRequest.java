package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.HostField;
import io.kagemusha.common.http.RequestTarget;
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
        forwarded.write(out, head, target(instance), keepsHost(instance) ? null : instance.authority(), shadow);
    }

    Http2Headers http2(Instance instance) {
        return forwarded.http2(head, instance.origin(), keepsHost(instance), target(instance), shadow);
    }

    private boolean keepsHost(Instance instance) {
        // A client of HTTP/1.0 may leave it out, but the request goes on as HTTP/1.1, which must have it
        return instance.settings().host() == HostField.KEEP && head.headers().contains(HttpHeaderNames.HOST);
    }

    private String target(Instance instance) {
        // RFC 9112, 3.2.4: what OPTIONS asks of the server as a whole
        boolean whole = head.method().equals("OPTIONS") && RequestTarget.isWithoutPath(head.target());
        return whole ? "*" : instance.target(head.target());
    }
}
