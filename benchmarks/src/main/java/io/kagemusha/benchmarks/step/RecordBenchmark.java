package io.kagemusha.benchmarks.step;

import io.kagemusha.benchmarks.pipeline.RecordedExchanges;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.RecordReader;
import io.kagemusha.common.record.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Records of one exchange to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {

    private final RecordWriter writer = new RecordWriter("requests", "responses");
    private final ProducerRecord<byte[], byte[]> request =
            new RecordedExchanges("").records(1).get(0);
    private final ProducerRecord<byte[], byte[]> response =
            new RecordedExchanges("").records(1).get(1);

    private RequestRecord readRequest;
    private ResponseRecord readResponse;

    /** Reads what is written. */
    @Setup
    public void read() throws BadRecordException {
        readRequest = readRequest();
        readResponse = readResponse();
    }

    @Benchmark
    public RequestRecord readRequest() throws BadRecordException {
        return RecordReader.readRequest(key(request), request.headers(), request.value());
    }

    @Benchmark
    public ResponseRecord readResponse() throws BadRecordException {
        return RecordReader.readResponse(key(response), response.headers(), response.value());
    }

    @Benchmark
    public ProducerRecord<byte[], byte[]> writeRequest() {
        return writer.write(readRequest);
    }

    @Benchmark
    public ProducerRecord<byte[], byte[]> writeResponse() {
        return writer.write(readResponse);
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.US_ASCII);
    }
}
