package io.kagemusha.proxy.http;

import io.kagemusha.common.http.FieldSyntax;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a backend's response must be to be passed on: readable in one way only, by this node and by the client. */
public final class ResponseRules {

    private ResponseRules() {}

    /** What is wrong with a decoded response head, or null. */
    public static @Nullable String fault(HttpResponse response) {
        HttpVersion version = response.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return "version: " + version + " (expected: HTTP/1.0 or HTTP/1.1)";
        }
        int status = response.status().code();
        if (status < 100 || status > 999) {
            return "status: " + status + " (expected: three digits)";
        }
        if (!FieldSyntax.isValue(response.status().reasonPhrase())) {
            return "reason phrase: has a control character";
        }
        List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean plain = codings.isEmpty() || (codings.size() == 1 && isPlain(codings.get(0)));
        return plain ? null : "transfer-encoding: " + codings + " (expected: chunked)";
    }

    /** Any other coding would be lost with the field, which stops here, and leave the client with bytes it cannot read. */
    private static boolean isPlain(String coding) {
        return coding.equalsIgnoreCase("chunked") || coding.equalsIgnoreCase("identity");
    }
}
