package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import java.time.Instant;
import java.util.List;

/** The exchanges whose records are pinned as golden files. */
final class Samples {

    static final Selection SELECTION =
            new Selection("n1-000001", "n1", "reads", List.of("production", "staging"), "production");

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Headers NONE = new Headers();
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private Samples() {}

    static RequestRecord request() {
        return request(new RequestMessage(
                "POST",
                "/users/7?q=%zz&u=\u00c3\u00a9",
                "HTTP/1.1",
                Headers.of("Host", "example.org", "Accept", "a", "accept", "b", "Content-Length", "15"),
                Body.of("{\"name\":\"Jos\u00e9\"}".getBytes(UTF_8)),
                NONE));
    }

    static RequestRecord truncatedRequest() {
        return request(new RequestMessage(
                "PUT",
                "/files/1",
                "HTTP/1.1",
                Headers.of("Host", "example.org", "Content-Length", "1048576"),
                new Body("beginning".getBytes(UTF_8), 1_048_576, DIGEST),
                NONE));
    }

    static ResponseRecord response() {
        return response(
                "production",
                true,
                new Result(
                        new ResponseMessage(
                                200,
                                "OK",
                                "HTTP/1.1",
                                Headers.of("Content-Type", "text/plain", "Set-Cookie", "a=1", "Set-Cookie", "b=2"),
                                Body.of("one\ntwo\r\n\0".getBytes(UTF_8)),
                                NONE),
                        null,
                        new Timings(120, 3_400, 5_600),
                        null));
    }

    static ResponseRecord truncatedResponseWithTrailers() {
        return response(
                "staging",
                false,
                new Result(
                        new ResponseMessage(
                                206,
                                "",
                                "HTTP/1.1",
                                Headers.of("Trailer", "Checksum, X-Rows"),
                                new Body("begin".getBytes(UTF_8), 700_000, DIGEST),
                                Headers.of("Checksum", "abc", "X-Rows", "12")),
                        null,
                        new Timings(1, 2, 3),
                        null));
    }

    static ResponseRecord brokenOffResponse() {
        return response(
                "staging",
                false,
                new Result(
                        new ResponseMessage(
                                200, "OK", "HTTP/1.1", Headers.of("Content-Length", "9"), body("four"), NONE),
                        new Failure(FailureKind.TRUNCATED, "connection closed after 4 of 9 bytes"),
                        new Timings(10, 20, 30),
                        null));
    }

    static ResponseRecord failure() {
        return response(
                "staging", false, new Result(null, new Failure(FailureKind.CONNECT_REFUSED, ""), Timings.NONE, null));
    }

    static ResponseRecord shed() {
        return response(
                "staging", false, new Result(null, new Failure(FailureKind.SHED, "backlog"), Timings.NONE, null));
    }

    static ResponseRecord mungedHeaders() {
        return response("staging", false, munged(Body.EMPTY, true));
    }

    static ResponseRecord mungedBody() {
        return response("staging", false, munged(new Body("new".getBytes(UTF_8), 900_000, DIGEST), false));
    }

    private static Result munged(Body sentBody, boolean asReceived) {
        var sent = new RequestMessage(
                "POST", "/v2/users/7", "HTTP/1.1", Headers.of("Host", "staging", "X-Sandbox", "1"), sentBody, NONE);
        return new Result(
                new ResponseMessage(204, "No Content", "HTTP/1.1", NONE, Body.EMPTY, NONE),
                null,
                new Timings(5, 6, 7),
                new SentRequest(sent, asReceived));
    }

    private static Body body(String text) {
        return Body.of(text.getBytes(UTF_8));
    }

    private static RequestRecord request(RequestMessage message) {
        return new RequestRecord(SELECTION, TIME, "192.0.2.7", message);
    }

    private static ResponseRecord response(String backend, boolean reply, Result result) {
        return new ResponseRecord(SELECTION, backend, TIME, reply, result);
    }
}
