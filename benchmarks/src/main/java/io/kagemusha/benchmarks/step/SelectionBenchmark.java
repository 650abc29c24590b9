package io.kagemusha.benchmarks.step;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendServices;
import io.kagemusha.proxy.hook.HookThreads;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.select.BackendSelector;
import io.kagemusha.proxy.select.Routing;
import io.kagemusha.proxy.select.SelectHooks;
import io.kagemusha.proxy.select.Selected;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.transport.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a request's head to the backends that it is sent to: the route, which is the last one, and the sample. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectionBenchmark {

    private static final String REQUEST_ID = "01J0000000000000000000000";
    private static final String CLIENT = "10.0.0.1";

    @Param({"1", "100", "1000"})
    private int routes = 1;

    @Param({"100%", "25%"})
    private String sample = "100%";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestHead request = new RequestHead(
            "GET",
            "/orders/1?page=2",
            "HTTP/1.1",
            new DefaultHttpHeaders().add("host", "shop.example").add("accept", "application/json"),
            BodyFraming.NONE);

    private EventLoopGroup loops;
    private Certificates certificates;
    private HookThreads hookThreads;
    private BackendSelector selector;

    @Setup
    public void selector() throws ConfigurationException {
        Configuration configuration = ConfigurationLoader.parse(yaml(), Path.of(""), Map.of(), Set.of(Part.PROXY));
        loops = Transport.NIO.eventLoops(1);
        certificates = new Certificates();
        hookThreads = new HookThreads(configuration.hooks());
        var services = new BackendServices(loops, Transport.NIO, Transport.NIO.resolver(), certificates, registry);
        Routing routing = Routing.of(configuration.proxy(), one -> new Backend(one, services));
        selector = new BackendSelector(routing, new SelectHooks(List.of(), hookThreads, registry), registry);
    }

    private String yaml() {
        var yaml = new StringBuilder("""
                backends:
                  master: { url: "http://127.0.0.1:1", master: true }
                  shadow: { url: "http://127.0.0.1:2", sample: %s }
                capture: { when: never }
                routes:
                """.formatted(sample));
        for (int i = 1; i < routes; i++) {
            yaml.append("  - { name: r%1$d, match: { path: /api/v%1$d/** }, backends: master }\n".formatted(i));
        }
        return yaml.append("  - { name: rest }\n").toString();
    }

    @TearDown
    public void close() {
        hookThreads.close();
        certificates.close();
        loops.shutdownGracefully().syncUninterruptibly();
    }

    @Benchmark
    public Selected select() {
        return selector.select(request, REQUEST_ID, CLIENT);
    }
}
