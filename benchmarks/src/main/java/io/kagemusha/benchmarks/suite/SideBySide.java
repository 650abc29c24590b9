package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.Protocol;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.measure.Case;
import io.kagemusha.benchmarks.measure.Contestant;
import io.kagemusha.benchmarks.measure.Result;
import io.kagemusha.benchmarks.measure.Sample;
import io.kagemusha.benchmarks.peer.Haproxy;
import io.kagemusha.benchmarks.peer.NettyRelay;
import io.kagemusha.benchmarks.peer.Nginx;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.VertxProxy;
import io.kagemusha.benchmarks.report.MarkdownTable;
import io.kagemusha.benchmarks.report.Plots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each case with all its peers: CPU time for one request, throughput and latency at full load as the load generator sees it, and, where
 * the rate means something, latency at a fixed one.
 */
public final class SideBySide implements Suite {

    private static final int KIBIBYTE = 1024;

    /** Well below what any of them can take on one core together with load and origins. */
    private static final int PER_SECOND = 1000;

    private static final String OURS = "kagemusha";

    private final List<String> wanted;
    private final @Nullable Path baseline;

    /**
     * Only the cases of those names; all when there are none.
     *
     * @param baseline an earlier build, where this one is to be measured against it
     */
    public SideBySide(List<String> wanted, @Nullable Path baseline) {
        this.wanted = List.copyOf(wanted);
        this.baseline = baseline;
    }

    @Override
    public String name() {
        return "side-by-side";
    }

    private List<Case> cases(Surroundings surroundings) throws IOException {
        Contestant nginx = new Contestant(new Nginx("nginx"), surroundings.setting(0));
        Contestant ours = new Contestant(new ProxyNode(OURS), surroundings.setting(0));
        List<Contestant> forwarding = List.of(nginx, ours);
        List<Contestant> all = List.of(
                nginx,
                new Contestant(new Haproxy(), surroundings.setting(0)),
                new Contestant(new VertxProxy(), surroundings.setting(0)),
                ours);
        List<Contestant> relays = List.of(
                nginx,
                new Contestant(new NettyRelay(NettyRelay.Content.BYTES), surroundings.setting(0)),
                new Contestant(new NettyRelay(NettyRelay.Content.MESSAGES), surroundings.setting(0)),
                ours);
        Contestant mirror = new Contestant(new Nginx("nginx mirror"), surroundings.setting(1));
        Contestant shadow = new Contestant(new ProxyNode(OURS), surroundings.setting(1));
        Contestant twoMirrors = new Contestant(new Nginx("nginx mirror"), surroundings.setting(2));
        List<Contestant> captured = List.of(mirror, new Contestant(new ProxyNode(OURS), surroundings.captured(1)));
        List<Contestant> twoCaptured =
                List.of(twoMirrors, new Contestant(new ProxyNode(OURS), surroundings.captured(2)));
        List<Case> cases = new ArrayList<>();
        if (baseline != null) {
            Contestant earlier = new Contestant(new ProxyNode("earlier build", baseline), surroundings.setting(0));
            cases.add(
                    new Case("baseline", "forwarding, 1 KiB, an earlier build", Traffic.USUAL, List.of(earlier, ours)));
        }
        cases.addAll(List.of(
                new Case("forward", "forwarding, 1 KiB", Traffic.USUAL, all).at(PER_SECOND),
                new Case("floor", "forwarding, 1 KiB, beside what Netty takes", Traffic.USUAL, relays),
                new Case("shadow", "one shadow, 1 KiB", Traffic.USUAL, List.of(mirror, shadow)).at(PER_SECOND),
                new Case("capture", "one shadow, captured, 1 KiB", Traffic.USUAL, captured).at(PER_SECOND),
                new Case("capture-2", "two shadows, captured, 1 KiB", Traffic.USUAL, twoCaptured).at(PER_SECOND),
                new Case("forward-16k", "forwarding, 16 KiB", down(16 * KIBIBYTE), forwarding).at(PER_SECOND),
                new Case("forward-256k", "forwarding, 256 KiB", down(256 * KIBIBYTE), forwarding),
                new Case("forward-4m", "forwarding, 4 MiB", down(4 * KIBIBYTE * KIBIBYTE), forwarding),
                new Case("post", "forwarding, POST of 1 KiB", new Traffic(KIBIBYTE, KIBIBYTE, 64), forwarding)
                        .at(PER_SECOND),
                new Case(
                                "post-shadow",
                                "one shadow, POST of 1 KiB",
                                new Traffic(KIBIBYTE, KIBIBYTE, 64),
                                List.of(mirror, shadow))
                        .at(PER_SECOND),
                new Case("tls", "forwarding, TLS 1.3", Traffic.by(Protocol.HTTPS), by(Protocol.HTTPS, forwarding))
                        .at(PER_SECOND),
                new Case("h2", "forwarding, HTTP/2", Traffic.by(Protocol.H2C), by(Protocol.H2C, forwarding))
                        .at(PER_SECOND),
                new Case("forward-1", "forwarding, 1 connection", new Traffic(KIBIBYTE, 0, 1), forwarding)
                        .at(PER_SECOND),
                new Case("forward-1000", "forwarding, 1 000 connections", new Traffic(KIBIBYTE, 0, 1000), forwarding)
                        .at(PER_SECOND)));
        return cases;
    }

    private static List<Contestant> by(Protocol protocol, List<Contestant> contestants) {
        return contestants.stream()
                .map(one -> new Contestant(one.peer(), one.setting().by(protocol)))
                .toList();
    }

    private static Traffic down(int bytes) {
        return new Traffic(bytes, 0, 64);
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var rounds = surroundings.rounds();
        var table = new MarkdownTable(
                "case", "peer", "CPU µs/request", "× reference", "requests/s", "p50 ms", "p99 ms", "errors");
        var latency = new MarkdownTable("case", "peer", "requests/s", "p50 ms", "p99 ms", "p99.9 ms");
        Map<String, Double> ratios = new LinkedHashMap<>();
        List<Case> cases = cases(surroundings);
        List<String> known = cases.stream().map(Case::name).toList();
        if (!known.containsAll(wanted)) {
            throw new IllegalArgumentException("case: " + wanted + " (expected: of " + known + ")");
        }
        for (Case one : cases) {
            if (wanted.isEmpty() || wanted.contains(one.name())) {
                Result result = rounds.run(one);
                report(result, table);
                if (one.perSecond() > 0) {
                    reportLatency(result, latency);
                    surroundings.write(name() + "-latency.md", latency.toString());
                }
                surroundings.write(name() + ".md", table.toString());
                ratios.put(one.name(), result.ratio(OURS).median());
            }
        }
        Plots.bars(
                surroundings.result(name()),
                "CPU time for one request of Kagemusha, as a multiple of its peer's",
                "× nginx, or nginx with mirror",
                ratios);
    }

    private static void report(Result result, MarkdownTable table) {
        for (Contestant contestant : result.of().contestants()) {
            String peer = contestant.name();
            table.row(
                    result.of().title(),
                    peer,
                    result.spread(peer, Sample::cpuMicros).text(1),
                    result.ratio(peer).text(2),
                    result.spread(peer, sample -> sample.saturated().perSecond())
                            .text(0),
                    result.spread(peer, sample -> sample.saturated().p50Micros() / 1e3)
                            .text(2),
                    result.spread(peer, sample -> sample.saturated().p99Micros() / 1e3)
                            .text(2),
                    result.spread(peer, Sample::errors).text(0));
        }
        System.out.println(table.lastRows(result.of().contestants().size()));
    }

    private static void reportLatency(Result result, MarkdownTable table) {
        for (Contestant contestant : result.of().contestants()) {
            String peer = contestant.name();
            table.row(
                    result.of().title(),
                    peer,
                    String.valueOf(result.of().perSecond()),
                    result.spread(peer, sample -> sample.millisAt(50)).text(2),
                    result.spread(peer, sample -> sample.millisAt(99)).text(2),
                    result.spread(peer, sample -> sample.millisAt(99.9)).text(2));
        }
        System.out.println(table.lastRows(result.of().contestants().size()));
    }
}
