package io.kagemusha.benchmarks.step;

import io.kagemusha.benchmarks.pipeline.RecordedExchanges;
import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.proxy.redact.RecordRedactor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A response's record with a JSON body of about 1 KiB on its way to Kafka. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RedactionBenchmark {

    private final ProducerRecord<byte[], byte[]> response =
            new RecordedExchanges("").records(1).get(1);

    /** {@code none} of the default's names is in the record; {@code field} is one that is; {@code json} a pattern. */
    @Param({"none", "field", "json"})
    private String found = "none";

    private RecordRedactor redactor;

    @Setup
    public void redactor() {
        redactor = new RecordRedactor(
                switch (found) {
                    case "field" -> settings(List.of("cache-control"), List.of());
                    case "json" -> settings(List.of(), List.of("/items/*/name"));
                    default -> RedactSettings.DEFAULT;
                });
    }

    private static RedactSettings settings(List<String> headers, List<String> json) {
        return new RedactSettings(headers, List.of(), List.of(), json, "a key of sixteen bytes or more");
    }

    @Benchmark
    public ProducerRecord<byte[], byte[]> redact() {
        return redactor.redact(response);
    }
}
