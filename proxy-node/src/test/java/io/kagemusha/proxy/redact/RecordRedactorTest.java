package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.record.RecordReader;
import io.kagemusha.common.record.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRedactorTest {

    private static final String SECRET = "hunter2-hunter2";
    private static final Selection SELECTION = new Selection("id", "n", "default", List.of("a", "b"), "a");
    private static final RecordWriter WRITER = new RecordWriter("requests", "responses");
    private static final RedactSettings SETTINGS = new RedactSettings(
            List.of("x-api-key"), List.of("token"), List.of("session"), List.of("/**/password"), "0123456789abcdef");

    private final RecordRedactor redactor = new RecordRedactor(SETTINGS);

    private ProducerRecord<byte[], byte[]> redacted(ResponseMessage response, SentRequest sent) {
        return redactor.redact(WRITER.write(new ResponseRecord(
                SELECTION, "a", Instant.EPOCH, true, new Result(response, null, Timings.NONE, sent))));
    }

    private ProducerRecord<byte[], byte[]> redacted(Headers headers, Body body) {
        return redacted(new ResponseMessage(200, "OK", "HTTP/1.1", headers, body, new Headers()), null);
    }

    private static ResponseMessage read(ProducerRecord<byte[], byte[]> record) throws Exception {
        return RecordReader.readResponse("id", record.headers(), record.value())
                .result()
                .response();
    }

    private static void assertHidden(ProducerRecord<byte[], byte[]> record) {
        assertThat(new String(record.value(), ISO_8859_1)).doesNotContain(SECRET);
        record.headers()
                .forEach(header -> assertThat(new String(header.value(), ISO_8859_1))
                        .as(header.key())
                        .doesNotContain(SECRET));
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void redactsRequestsInTargetFieldsTrailersAndBody() throws Exception {
        var message = new RequestMessage(
                "POST",
                "/a?token=" + SECRET + "&b=1",
                "HTTP/1.1",
                Headers.of(
                        "X-Api-Key",
                        SECRET,
                        "x-api-key",
                        SECRET,
                        "X-API-KEY",
                        "other",
                        "Cookie",
                        "a=1; session=" + SECRET + "; b=2",
                        "Referer",
                        "http://h/?token=" + SECRET,
                        "Content-Type",
                        "application/json",
                        "Content-Digest",
                        "sha-256=:x:"),
                Body.of(("{\"user\":{\"password\":\"" + SECRET + "\"}}").getBytes(UTF_8)),
                Headers.of("X-Api-Key", SECRET));

        var record = redactor.redact(WRITER.write(new RequestRecord(SELECTION, Instant.EPOCH, "1.2.3.4", message)));

        assertHidden(record);
        var request =
                RecordReader.readRequest("id", record.headers(), record.value()).request();
        String token = request.headers().get("x-api-key");
        assertThat(token).matches("redacted:[A-Za-z0-9_-]{16}");
        assertThat(request.headers().all("x-api-key"))
                .startsWith(token, token)
                .doesNotContain("other")
                .hasSize(3);
        assertThat(request.target()).isEqualTo("/a?token=" + token + "&b=1");
        assertThat(request.headers().get("cookie")).isEqualTo("a=1; session=" + token + "; b=2");
        assertThat(request.headers().get("referer")).isEqualTo("http://h/?token=" + token);
        assertThat(request.headers().get("content-digest")).startsWith("redacted:");
        assertThat(request.body().bytes()).asString().isEqualTo("{\"user\":{\"password\":\"" + token + "\"}}");
        assertThat(request.trailers().get("x-api-key")).isEqualTo(token);
    }

    @Test
    void redactsMungedCopyOfTheRequest() throws Exception {
        var message = new RequestMessage(
                "POST",
                "/b?token=" + SECRET,
                "HTTP/1.1",
                Headers.of("X-Api-Key", SECRET, "Content-Type", "application/json"),
                Body.of(("{\"password\":\"" + SECRET + "\"").getBytes(UTF_8)),
                new Headers());

        var record = redacted(
                new ResponseMessage(200, "OK", "HTTP/1.1", new Headers(), Body.EMPTY, new Headers()),
                new SentRequest(message, false));

        assertHidden(record);
        var sent = RecordReader.readResponse("id", record.headers(), record.value())
                .result()
                .sent();
        assertThat(sent.message().body().length()).isEqualTo(message.body().length());
        assertThat(sent.message().body().sha256()).hasSize(64);
    }

    @Test
    void hidesDigestsOfABodyThatWasForwardedAsReceived() throws Exception {
        // Given
        var headers = Headers.of(
                "Content-MD5",
                SECRET,
                "Digest",
                "md5=" + SECRET,
                "Content-Digest",
                "sha-256=:" + SECRET + ":",
                "X-Amz-Content-Sha256",
                SECRET,
                "Accept",
                "*/*");
        var head = new RequestMessage("POST", "/", "HTTP/1.1", headers, Body.EMPTY, new Headers());
        var response = new ResponseMessage(200, "OK", "HTTP/1.1", new Headers(), Body.EMPTY, new Headers());

        // When
        var record = redacted(response, new SentRequest(head, true));

        // Then
        assertHidden(record);
        var sent = RecordReader.readResponse("id", record.headers(), record.value())
                .result()
                .sent();
        assertThat(sent.bodyAsReceived()).isTrue();
        assertThat(sent.message().headers().get("accept")).isEqualTo("*/*");
    }

    @Test
    void hidesDigestsOfABodyThatIsNotSentBecauseTheRequestWasHead() {
        assertHidden(redacted(Headers.of("Repr-Digest", "sha-256=:" + SECRET + ":"), Body.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png, application/json",
                "image/png; a=b, application/json",
                "image/",
                "image/png application/json",
                "image/png | application/json"
            })
    void looksIntoABodyOfWhichTheTypeIsNotOnePlainMediaType(String types) {
        var headers = new Headers();
        for (String type : types.split(" \\| ", -1)) {
            headers.add("Content-Type", type);
        }

        assertHidden(redacted(headers, Body.of(("{\"password\":\"" + SECRET + "\"}").getBytes(UTF_8))));
    }

    @Test
    void looksIntoNoImage() throws Exception {
        byte[] image = "{\"password\":\"no JSON".getBytes(UTF_8);

        var response = read(redacted(Headers.of("Content-Type", "image/svg+xml; charset=utf-8"), Body.of(image)));

        assertThat(response.body().bytes()).isEqualTo(image);
    }

    @Test
    void keepsAttributesOfNewCookies() throws Exception {
        var response = read(redacted(
                Headers.of("Set-Cookie", "session=" + SECRET + "; Path=/; HttpOnly", "Set-Cookie", "a=1; Secure"),
                Body.EMPTY));

        assertThat(response.headers().all("set-cookie").get(0)).matches("session=redacted:\\S{16}; Path=/; HttpOnly");
        assertThat(response.headers().all("set-cookie").get(1)).isEqualTo("a=1; Secure");
    }

    @Test
    void codesWhatItRedactedAnewAndSaysHowItWasCoded() throws Exception {
        byte[] json = ("{\"password\":\"" + SECRET + "\"}").getBytes(UTF_8);
        var headers = Headers.of(
                "Content-Type", "application/json", "Content-Encoding", "gzip", "content-encoding", "x-gzip");

        var record = redacted(headers, Body.of(gzip(gzip(json))));

        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_CODING)).isEqualTo("gzip, x-gzip");
        var response = read(record);
        assertThat(response.headers().all("content-encoding")).containsExactly("gzip");
        byte[] decoded =
                BodyDecoder.decode(response.headers(), response.body().bytes()).bytes();
        assertThat(decoded).asString().doesNotContain(SECRET).startsWith("{\"password\":\"redacted:");
    }

    @Test
    void leavesBodiesAloneInWhichNothingMatches() throws Exception {
        byte[] body = gzip("{\"a\": 1}".getBytes(UTF_8));
        var headers = Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip", "ETag", "x");

        var response = read(redacted(headers, Body.of(body)));

        assertThat(response.body().bytes()).isEqualTo(body);
        assertThat(response.headers()).isEqualTo(headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json        |          | {`password`:`S`      | not_json",
                "text/html               |          | {`password`:`S`      | not_json",
                "                        |          |  [{'password':'S'}] | not_json",
                "application/json        | x-mine   | {`password`:`S`}     | coding",
                "application/json        | gzip     | {`password`:`S`}     | coding",
                "multipart/form-data     |          | token=S              | multipart",
                "text/event-stream       |          | data: {`password`:`S`} | event_stream"
            })
    void withholdsWhatItCannotUnderstand(String type, String coding, String text, String why) throws Exception {
        var headers = new Headers();
        if (type != null) {
            headers.add("Content-Type", type);
        }
        if (coding != null) {
            headers.add("Content-Encoding", coding);
        }
        byte[] body = text.replace('`', '"').replace("S", SECRET).getBytes(UTF_8);

        var record = redacted(headers, Body.of(body));

        assertHidden(record);
        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_WITHHELD)).isEqualTo(why);
        Body left = read(record).body();
        assertThat(left.bytes()).isEmpty();
        assertThat(left.length()).isEqualTo(body.length);
        assertThat(left.sha256()).isNotEqualTo(Body.sha256(body, 0, body.length));
        assertThat(read(redacted(headers, Body.of(body))).body()).isEqualTo(left);
        byte[] other = Arrays.copyOf(body, body.length - 1);
        assertThat(read(redacted(headers, Body.of(other))).body().sha256()).isNotEqualTo(left.sha256());
    }

    @Test
    void treatsAsJsonWhatLooksLikeItInAForm() throws Exception {
        var headers = Headers.of("Content-Type", "application/x-www-form-urlencoded");
        byte[] json = ("{\"a\":1,\"password\":\"" + SECRET + "\"}").getBytes(UTF_8);

        var record = redacted(headers, Body.of(json));

        assertHidden(record);
        assertThat(read(record).body().bytes()).asString().startsWith("{\"a\":1,\"password\":\"redacted:");
    }

    @Test
    void withholdsFormsThatLookLikeJsonAndAreNot() throws Exception {
        var headers = Headers.of("Content-Type", "application/x-www-form-urlencoded");

        var record = redacted(headers, Body.of(("{\"password\":\"" + SECRET + "\"&a=1").getBytes(UTF_8)));

        assertHidden(record);
        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_WITHHELD)).isEqualTo("not_json");
    }

    @Test
    void redactsParametersInFormsThatAreJsonToo() throws Exception {
        var headers = Headers.of("Content-Type", "application/x-www-form-urlencoded");

        assertHidden(redacted(headers, Body.of(("{\"a\":\"&token=" + SECRET + "\"}").getBytes(UTF_8))));
    }

    @Test
    void withholdsEventStreamsWhereOnlyParametersAreNamed() throws Exception {
        var onlyParameters = new RedactSettings(List.of(), List.of("token"), List.of(), List.of(), "0123456789abcdef");
        var message = new ResponseMessage(
                200,
                "OK",
                "HTTP/1.1",
                Headers.of("Content-Type", "text/event-stream"),
                Body.of(("data: /?token=" + SECRET + "\n\n").getBytes(UTF_8)),
                new Headers());

        var record = new RecordRedactor(onlyParameters)
                .redact(WRITER.write(new ResponseRecord(
                        SELECTION, "a", Instant.EPOCH, true, new Result(message, null, Timings.NONE, null))));

        assertHidden(record);
        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_WITHHELD)).isEqualTo("event_stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "text/plain"})
    void withholdsCutBodiesThatItWouldHaveToRedact(String type) throws Exception {
        byte[] body = ("{\"password\":\"" + SECRET).getBytes(UTF_8);
        String digest = "ab".repeat(32);

        var record = redacted(Headers.of("Content-Type", type), new Body(body, 1_000_000, digest));

        assertHidden(record);
        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_WITHHELD)).isEqualTo("cut");
        Body left = read(record).body();
        assertThat(left.length()).isEqualTo(1_000_000);
        assertThat(left.sha256()).isNotEqualTo(digest);
    }

    @Test
    void keysDigestsOfCutBodiesThatMayStay() throws Exception {
        String digest = "ab".repeat(32);

        var record = redacted(Headers.of("Content-Type", "text/plain"), new Body("plain".getBytes(UTF_8), 100, digest));

        assertThat(record.headers().lastHeader(CloudEvent.BODY_SHA256)).isNull();
        assertThat(CloudEvent.text(record.headers(), CloudEvent.BODY_HMAC))
                .hasSize(64)
                .isNotEqualTo(digest);
        assertThat(read(record).body().bytes()).asString().isEqualTo("plain");
    }

    @Test
    void redactsWhatProtocolErrorsQuote() {
        var failure = new Failure(FailureKind.PROTOCOL_ERROR, "invalid version format: SET-COOKIE " + SECRET);
        var record = redactor.redact(WRITER.write(new ResponseRecord(
                SELECTION, "a", Instant.EPOCH, true, new Result(null, failure, Timings.NONE, null))));

        assertHidden(record);
        assertThat(CloudEvent.text(record.headers(), CloudEvent.REASON)).startsWith("invalid version formatredacted:");
    }

    @Test
    void hidesCredentialsByDefaultWithAKeyOfItsOwn() throws Exception {
        var headers = Headers.of("Set-Cookie", "a=" + SECRET + "; Path=/", "Proxy-Authorization", "Basic " + SECRET);
        var response = new ResponseMessage(200, "OK", "HTTP/1.1", headers, Body.EMPTY, new Headers());
        var record = WRITER.write(new ResponseRecord(
                SELECTION, "a", Instant.EPOCH, true, new Result(response, null, Timings.NONE, null)));

        var one = new RecordRedactor(RedactSettings.DEFAULT).redact(record);
        var other = new RecordRedactor(RedactSettings.DEFAULT).redact(record);

        assertHidden(one);
        assertThat(read(one).headers().get("set-cookie"))
                .startsWith("a=redacted:")
                .endsWith("; Path=/");
        assertThat(read(one)).isNotEqualTo(read(other));
    }

    private static ProducerRecord<byte[], byte[]> written(Headers trailers, SentRequest sent, Failure failure) {
        var response = new ResponseMessage(200, "OK", "HTTP/1.1", Headers.of("Vary", "*"), Body.EMPTY, trailers);
        return WRITER.write(new ResponseRecord(
                SELECTION,
                "a",
                Instant.EPOCH,
                true,
                new Result(failure == null ? response : null, failure, Timings.NONE, sent)));
    }

    @Test
    void leavesRecordsWithoutSecretsAlone() {
        var record = written(new Headers(), null, null);

        assertThat(new RecordRedactor(RedactSettings.DEFAULT).redact(record)).isSameAs(record);
    }

    @Test
    void looksBeyondCleanHeads() {
        var sent = new SentRequest(
                new RequestMessage(
                        "GET", "/", "HTTP/1.1", Headers.of("Authorization", SECRET), Body.EMPTY, new Headers()),
                false);
        var quoting = new Failure(FailureKind.PROTOCOL_ERROR, "invalid version format: SET-COOKIE " + SECRET);
        var byDefault = new RecordRedactor(RedactSettings.DEFAULT);

        assertHidden(byDefault.redact(written(Headers.of("Set-Cookie", "a=" + SECRET), null, null)));
        assertHidden(byDefault.redact(written(new Headers(), sent, null)));
        assertHidden(byDefault.redact(written(new Headers(), null, quoting)));
    }
}
