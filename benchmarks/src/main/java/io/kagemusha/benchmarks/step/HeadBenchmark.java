package io.kagemusha.benchmarks.step;

import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.ForwardedResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.TrustedProxies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Heads as they are written to the next hop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadBenchmark {

    private final ByteBuf out = Unpooled.directBuffer(4096);
    private final ForwardedRequest forwarded =
            new ForwardedRequest("01J0000000000000000000000", "10.0.0.1", "http", new TrustedProxies(List.of()));
    private final RequestHead request = new RequestHead(
            "GET",
            "/orders/1",
            "HTTP/1.1",
            fields("host", "shop.example", "accept", "application/json", "user-agent", "curl/8"),
            BodyFraming.NONE);
    private final HttpResponse response = new DefaultHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            fields(
                    "content-type",
                    "application/json",
                    "content-length",
                    "1024",
                    "date",
                    "Sat, 21 Nov 2026 08:00:00 GMT"));

    @Benchmark
    public ByteBuf request() {
        out.clear();
        forwarded.write(out, request, request.target(), null, null);
        return out;
    }

    @Benchmark
    public ByteBuf response() {
        out.clear();
        ForwardedResponse.write(out, request, response, BodyFraming.LENGTH, true);
        return out;
    }

    private static HttpHeaders fields(String... namesAndValues) {
        var headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
