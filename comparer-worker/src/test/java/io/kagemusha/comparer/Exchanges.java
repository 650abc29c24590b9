package io.kagemusha.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of exchanges as a proxy node would write them. The first backend is the master and gives the reply. */
public final class Exchanges {

    public static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private Exchanges() {}

    public static Selection selection(String requestId, String... backends) {
        return new Selection(requestId, "node-1", "default", List.of(backends), backends[0]);
    }

    public static RequestRecord request(Selection selection) {
        var headers = Headers.of("Host", "example.org", "Accept", "*/*");
        var message = new RequestMessage("GET", "/users/7?full=1", "HTTP/1.1", headers, Body.EMPTY, new Headers());
        return new RequestRecord(selection, TIME, "192.0.2.1", message);
    }

    /** The 200 of a backend with that JSON body. */
    public static ResponseRecord response(Selection selection, String backend, String json) {
        return response(selection, backend, message(json), null);
    }

    public static ResponseRecord failure(Selection selection, String backend, FailureKind kind, String reason) {
        return response(selection, backend, null, new Failure(kind, reason));
    }

    public static ResponseRecord response(
            Selection selection, String backend, @Nullable ResponseMessage message, @Nullable Failure failure) {
        boolean reply = backend.equals(selection.preferred());
        var result = new Result(message, failure, new Timings(100, 2_000, 3_250), null);
        return new ResponseRecord(selection, backend, TIME.plusMillis(5), reply, result);
    }

    public static ResponseMessage message(String json) {
        return message(json.getBytes(UTF_8), "application/json");
    }

    public static ResponseMessage message(byte[] body, String mediaType) {
        var headers = Headers.of("Content-Type", mediaType);
        return new ResponseMessage(200, "OK", "HTTP/1.1", headers, Body.of(body), new Headers());
    }
}
