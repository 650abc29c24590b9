package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Set;

/** A backend's response on its way to the client. */
public final class ForwardedResponse {

    private static final Set<String> LENGTH = FieldNames.of("content-length");
    private static final Set<String> CONNECTION = FieldNames.of("connection");
    private static final Set<String> CODING = FieldNames.of("transfer-encoding");
    private static final Set<String> CONNECTION_AND_CODING = FieldNames.of("connection", "transfer-encoding");

    private ForwardedResponse() {}

    /** How the response to that request can be framed for a client of HTTP/1.x (RFC 9112, 6.3). */
    public static BodyFraming framing(RequestHead request, HttpResponse response) {
        int status = response.status().code();
        if (status == 101 && request.asksForTunnel()) {
            return BodyFraming.TUNNEL;
        }
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
        String option = keepAlive ? "keep-alive" : "close";
        boolean sameOption = option.equalsIgnoreCase(response.headers().get(HttpHeaderNames.CONNECTION));
        boolean sameCoding = framing == BodyFraming.CHUNKED && HttpUtil.isTransferEncodingChunked(response);
        HopByHop.forward(out, HeadWriter::field, response.headers(), stopped(response), kept(sameOption, sameCoding));
        if (framing == BodyFraming.CHUNKED && !sameCoding) {
            HeadWriter.chunked(out);
        }
        if (framing == BodyFraming.TUNNEL) {
            Upgrades.write(out, Upgrades.protocols(response.headers()));
        } else if (!sameOption && (!keepAlive || request.http10())) {
            HeadWriter.field(out, HttpHeaderNames.CONNECTION, option);
        }
        HeadWriter.end(out);
    }

    /**
     * What is not the next hop's, of any version (RFC 9110, 8.6): an interim response and a 204 have no length, and nobody
     * could tell a wrong one from an answer that is cut off.
     */
    static Set<String> stopped(HttpResponse response) {
        int status = response.status().code();
        return status < 200 || status == 204 ? LENGTH : Set.of();
    }

    /** What is the same on both connections stays where it stands, so that the client's bytes are the backend's. */
    private static Set<String> kept(boolean sameOption, boolean sameCoding) {
        if (sameOption) {
            return sameCoding ? CONNECTION_AND_CODING : CONNECTION;
        }
        return sameCoding ? CODING : Set.of();
    }
}
