package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Set;

/** A backend's response on its way to the client. */
public final class ForwardedResponse {

    private ForwardedResponse() {}

    /** How the response to that request can be framed for a client of HTTP/1.x (RFC 9112, 6.3). */
    public static BodyFraming framing(RequestHead request, HttpResponse response) {
        int status = response.status().code();
        if (request.method().equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return BodyFraming.NONE;
        }
        if (response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return BodyFraming.LENGTH;
        }
        return request.http10() ? BodyFraming.CLOSE : BodyFraming.CHUNKED;
    }

    /** Writes the head; {@code keepAlive} says whether the client's connection goes on after the response. */
    public static void write(
            ByteBuf out, RequestHead request, HttpResponse response, BodyFraming framing, boolean keepAlive) {
        HeadWriter.statusLine(
                out, "HTTP/1.1", response.status().code(), response.status().reasonPhrase());
        HeadWriter.fieldsForwarded(out, response.headers(), Set.of());
        if (framing == BodyFraming.CHUNKED) {
            HeadWriter.chunked(out);
        }
        if (!keepAlive) {
            HeadWriter.field(out, HttpHeaderNames.CONNECTION, "close");
        } else if (request.http10()) {
            HeadWriter.field(out, HttpHeaderNames.CONNECTION, "keep-alive");
        }
        HeadWriter.end(out);
    }
}
