package io.kagemusha.benchmarks.step;

import io.kagemusha.benchmarks.pipeline.RecordedExchanges;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.compare.ResponseComparator;
import io.kagemusha.comparer.compare.Verdict;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two answers of about 1 KiB, equal or with one difference, read as different media types. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ComparisonBenchmark {

    private final ResponseComparator comparator = new ResponseComparator(CompareSettings.DEFAULT);

    @Param({"application/json", "text/plain", "image/png"})
    private String type = "";

    @Benchmark
    public Verdict equal() {
        return compare(0);
    }

    @Benchmark
    public Verdict different() {
        return compare(1);
    }

    private Verdict compare(int more) {
        return comparator.compare("default", "GET /orders/{id}", "production", answer(0), "staging", answer(more));
    }

    private ResponseMessage answer(int more) {
        var headers = new Headers();
        headers.add("content-type", type);
        headers.add("cache-control", "no-store");
        return new ResponseMessage(
                200, "OK", "HTTP/1.1", headers, Body.of(RecordedExchanges.json(1, more)), new Headers());
    }
}
