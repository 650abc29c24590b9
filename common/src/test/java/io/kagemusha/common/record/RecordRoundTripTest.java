package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Seeded random records: what is written is read back, and what is broken is a {@link BadRecordException} or a record. */
class RecordRoundTripTest {

    private static final int ROUNDS = 2_000;
    private static final RecordWriter WRITER = new RecordWriter("requests", "responses");

    private final Random random = new Random(20260102);

    @Test
    void readsBackWhatWasWritten() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            RequestRecord request = request();
            var requestRecord = WRITER.write(request);
            assertThat(RecordReader.readRequest(key(requestRecord), requestRecord.headers(), requestRecord.value()))
                    .isEqualTo(request);

            ResponseRecord response = response();
            var responseRecord = WRITER.write(response);
            assertThat(RecordReader.readResponse(key(responseRecord), responseRecord.headers(), responseRecord.value()))
                    .isEqualTo(response);
        }
    }

    @Test
    void refusesBrokenRecordsInOneWayOnly() {
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            refused += refuses(broken(WRITER.write(request())), true) ? 1 : 0;
            refused += refuses(broken(WRITER.write(response())), false) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 4, 2 * ROUNDS);
    }

    /** Any exception but {@link BadRecordException} fails the test, as it would stop a worker. */
    private static boolean refuses(ProducerRecord<byte[], byte[]> record, boolean request) {
        try {
            String key = record.key() == null ? null : key(record);
            if (request) {
                RecordReader.readRequest(key, record.headers(), record.value());
            } else {
                RecordReader.readResponse(key, record.headers(), record.value());
            }
            return false;
        } catch (BadRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
            return true;
        }
    }

    private ProducerRecord<byte[], byte[]> broken(ProducerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        var headers = new RecordHeaders(record.headers().toArray());
        Header[] all = headers.toArray();
        Header one = all[random.nextInt(all.length)];
        switch (random.nextInt(7)) {
            case 0 -> key = random.nextBoolean() ? null : new byte[0];
            case 1 -> value = null;
            case 2 -> value = mutated(value);
            case 3 -> headers.remove(one.key());
            case 4 -> headers.remove(one.key()).add(one.key(), null);
            case 5 -> headers.remove(one.key()).add(one.key(), mutated(one.value()));
            default -> headers.remove(one.key()).add(one.key(), all[random.nextInt(all.length)].value());
        }
        return new ProducerRecord<>(record.topic(), null, null, key, value, headers);
    }

    private byte[] mutated(byte[] bytes) {
        if (bytes.length == 0 || random.nextInt(4) == 0) {
            return bytes(random.nextInt(40));
        }
        byte[] copy = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        for (int i = random.nextInt(4); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private RequestRecord request() {
        return new RequestRecord(
                selection(), time(), "2001:db8::" + random.nextInt(9), requestMessage(body(), headers()));
    }

    private ResponseRecord response() {
        var selection = selection();
        boolean responded = random.nextInt(3) > 0;
        Failure failure = responded && random.nextInt(3) > 0 ? null : failure();
        var response = responded
                ? new ResponseMessage(100 + random.nextInt(500), text(), "HTTP/1.1", headers(), body(), headers())
                : null;
        var sent = switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> new SentRequest(requestMessage(Body.EMPTY, new Headers()), true);
            default -> new SentRequest(requestMessage(body(), new Headers()), false);
        };
        String backend =
                selection.backends().get(random.nextInt(selection.backends().size()));
        return new ResponseRecord(
                selection, backend, time(), random.nextBoolean(), new Result(response, failure, timings(), sent));
    }

    private RequestMessage requestMessage(Body body, Headers trailers) {
        return new RequestMessage("M" + random.nextInt(9), "/" + target(), "HTTP/1.1", headers(), body, trailers);
    }

    private Selection selection() {
        List<String> backends = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> "b" + i)
                .toList();
        return new Selection(
                Long.toHexString(random.nextLong()),
                "node-" + random.nextInt(9),
                "route." + random.nextInt(9),
                backends,
                backends.get(random.nextInt(backends.size())));
    }

    private Failure failure() {
        var kinds = FailureKind.values();
        return new Failure(
                kinds[random.nextInt(kinds.length)], random.nextBoolean() ? "" : "caf\u00e9 " + random.nextInt());
    }

    private Timings timings() {
        return new Timings(random.nextInt(1 << 30), random.nextInt(1 << 30), random.nextInt(1 << 30));
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private Body body() {
        byte[] bytes = bytes(random.nextInt(200));
        return random.nextInt(3) > 0
                ? Body.of(bytes)
                : new Body(bytes, bytes.length + 1 + random.nextInt(1 << 20), "0a");
    }

    private Headers headers() {
        var headers = new Headers();
        for (int i = random.nextInt(5); i > 0; i--) {
            headers.add("x-" + random.nextInt(3), text());
        }
        return headers;
    }

    /** Field value or reason phrase: any allowed character, white space not at the ends. */
    private String text() {
        return random.ints(random.nextInt(12), 0x20, 0x100)
                .filter(c -> c != 0x7f)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    private String target() {
        return random.ints(random.nextInt(12), 0x21, 0x100)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }
}
