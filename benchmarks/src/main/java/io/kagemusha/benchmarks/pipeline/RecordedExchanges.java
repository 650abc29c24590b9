package io.kagemusha.benchmarks.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.common.record.RecordWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Exchanges with one shadow: JSON of about 1 KiB each, one in a hundred with a different price. */
public final class RecordedExchanges {

    private static final List<String> BACKENDS = List.of("production", "staging");
    private static final int MISMATCH_EVERY = 100;
    private static final int ITEMS = 12;

    private final RecordWriter writer;

    /** Exchanges for topics of that prefix. */
    public RecordedExchanges(String prefix) {
        this.writer = new RecordWriter(prefix + "requests", prefix + "responses");
    }

    /** The three records of the exchange with that number: request, reply, shadow's response. */
    public List<ProducerRecord<byte[], byte[]>> records(int number) {
        String requestId = String.format(Locale.ROOT, "bench-%08d", number);
        var selection = new Selection(requestId, "bench", "default", BACKENDS, BACKENDS.get(0));
        var request =
                new RequestMessage("GET", "/orders/" + number, "HTTP/1.1", requestHeaders(), Body.EMPTY, new Headers());
        int price = number % MISMATCH_EVERY == 0 ? 1 : 0;
        return List.of(
                writer.write(new RequestRecord(selection, Instant.EPOCH, "10.0.0.1", request)),
                writer.write(response(selection, 0, true, number, 0)),
                writer.write(response(selection, 1, false, number, price)));
    }

    private static ResponseRecord response(Selection selection, int backend, boolean reply, int number, int more) {
        byte[] body = json(number, more);
        var headers = new Headers();
        headers.add("content-type", "application/json");
        headers.add("content-length", String.valueOf(body.length));
        headers.add("date", "Sat, 21 Nov 2026 08:00:00 GMT");
        headers.add("cache-control", "no-store");
        var message = new ResponseMessage(200, "OK", "HTTP/1.1", headers, Body.of(body), new Headers());
        var result = new Result(message, null, new Timings(10, 900, 1000), null);
        return new ResponseRecord(selection, BACKENDS.get(backend), Instant.EPOCH, reply, result);
    }

    private static Headers requestHeaders() {
        var headers = new Headers();
        headers.add("host", "shop.example");
        headers.add("accept", "application/json");
        headers.add("user-agent", "bench/1.0");
        return headers;
    }

    /** An order of about 1 KiB. */
    public static byte[] json(int number, int more) {
        var text = new StringBuilder("{\"id\":").append(number).append(",\"items\":[");
        for (int i = 0; i < ITEMS; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"sku\":\"tea-")
                    .append(number + i)
                    .append("\",\"name\":\"Sencha of the second harvest\",\"price\":")
                    .append(1290 + i + (i == ITEMS / 2 ? more : 0))
                    .append('}');
        }
        return text.append("]}").toString().getBytes(UTF_8);
    }
}
