package io.kagemusha.proxy.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a response that came by HTTP/2 (RFC 9113, 8.3.2). */
public final class Http2ResponseRules {

    private static final String STATUS = ":status";

    private Http2ResponseRules() {}

    /** What makes it malformed (RFC 9113, 8.1.1), or null. */
    public static @Nullable String fault(Http2Headers head) {
        List<CharSequence> statuses = head.getAll(STATUS);
        if (statuses.size() != 1 || !isStatus(statuses.get(0))) {
            return STATUS + ": " + statuses.size() + " of them or not three digits (expected: one of three digits)";
        }
        for (CharSequence name : head.names()) {
            if (name.length() == 0 || (name.charAt(0) == ':' && !STATUS.contentEquals(name))) {
                return "pseudo-header field: " + name + " (expected: only " + STATUS + ")";
            }
        }
        if (statuses.get(0).toString().equals("101")) {
            return "status: 101 (expected: none in HTTP/2)";
        }
        return Http2Fields.fault(head);
    }

    private static boolean isStatus(CharSequence text) {
        return text.length() == 3 && text.charAt(0) >= '1' && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A checked head as HTTP/1.1 would have it, which has a reason phrase where the status is a known one. */
    public static HttpResponse http1(Http2Headers head) {
        int code = Integer.parseInt(head.status().toString());
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(code), Http2Fields.regular(head));
    }

    private static HttpResponseStatus status(int code) {
        HttpResponseStatus known = HttpResponseStatus.valueOf(code);
        // Those that Netty makes up for the others say nothing
        return known.reasonPhrase().endsWith(")") ? new HttpResponseStatus(code, "") : known;
    }
}
