package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer that the proxy makes itself: {@code application/problem+json} (RFC 9457). */
public final class ProblemResponse {

    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemResponse() {}

    /** The body of such a response. */
    public static byte[] content(int status, String detail, String requestId) {
        var problem = JsonNodeFactory.instance.objectNode();
        problem.put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
        if (!requestId.isEmpty()) {
            problem.put("requestId", requestId);
        }
        return problem.toString().getBytes(UTF_8);
    }

    /**
     * Writes a whole response.
     *
     * @param requestId the exchange that it ends, empty where there was none
     * @param head whether it answers a HEAD request, hence has no body
     */
    public static void write(
            ByteBuf out, int status, String detail, String requestId, boolean head, boolean keepAlive) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        byte[] body = content(status, detail, requestId);
        HeadWriter.statusLine(out, "HTTP/1.1", status, line.reasonPhrase());
        HeadWriter.field(out, HttpHeaderNames.CONTENT_TYPE, MEDIA_TYPE);
        HeadWriter.field(out, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        if (!requestId.isEmpty()) {
            HeadWriter.field(out, "x-request-id", requestId);
        }
        HeadWriter.field(out, HttpHeaderNames.CONNECTION, keepAlive ? "keep-alive" : "close");
        HeadWriter.end(out);
        if (!head) {
            out.writeBytes(body);
        }
    }
}
