package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;

/** The change of a connection to another protocol, such as WebSocket (RFC 9110, 7.8; RFC 6455). */
public final class Upgrades {

    private Upgrades() {}

    /**
     * Whether the request asks for one that a backend may grant. HTTP/2 is none of these, because what followed would be
     * requests that this node could not see (RFC 9113, 3.1).
     */
    static boolean isAsked(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return headers.contains(HttpHeaderNames.UPGRADE)
                && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                && !protocols(headers).isEmpty();
    }

    /** The protocols that the {@code Upgrade} fields name, without HTTP/2, in order. */
    static List<String> protocols(HttpHeaders headers) {
        var protocols = new ArrayList<String>();
        for (String value : headers.getAll(HttpHeaderNames.UPGRADE)) {
            for (String protocol : value.split(",", -1)) {
                String stripped = protocol.strip();
                if (!stripped.isEmpty() && !stripped.equalsIgnoreCase("h2c") && !stripped.equalsIgnoreCase("h2")) {
                    protocols.add(stripped);
                }
            }
        }
        return protocols;
    }

    /** Writes the fields by which this hop asks for them, or grants them. */
    static void write(ByteBuf out, List<String> protocols) {
        if (!protocols.isEmpty()) {
            HeadWriter.field(out, HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            HeadWriter.field(out, HttpHeaderNames.UPGRADE, String.join(", ", protocols));
        }
    }

    /** Whether the response grants what the request asks for, and no more. */
    public static boolean isGranted(RequestHead request, HttpResponse response) {
        List<String> granted = protocols(response.headers());
        return request.asksForTunnel()
                && granted.size() == 1
                && response.headers().getAll(HttpHeaderNames.UPGRADE).size() == 1
                && protocols(request.headers()).stream().anyMatch(granted.get(0)::equalsIgnoreCase);
    }
}
