package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
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
        String target = head.target();
        forwarded.write(out, head, instance.target(target), authorityOf(target), shadow);
    }

    /** RFC 9112, 3.2.2: the authority of an absolute-form target stands above the {@code Host} field. */
    private @Nullable String authorityOf(String target) {
        if (target.startsWith("/") || target.equals("*")) {
            return null;
        }
        int start = target.indexOf("://") + 3;
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String authority = target.substring(start, end);
        return authority.equals(head.headers().get(HttpHeaderNames.HOST)) ? null : authority;
    }

    boolean isShadow() {
        return shadow != null;
    }

    /** Whether it may be sent again after a connection was lost that may have carried it. */
    boolean isRepeatable() {
        return head.idempotent() && head.framing() == BodyFraming.NONE;
    }
}
