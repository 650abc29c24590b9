package io.kagemusha.proxy.metric;

import io.kagemusha.common.exchange.FailureKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of exchanges at this node. Whenever nothing is under way: exchanges begun = exchanges finished, and exchanges
 * begun = exchanges answered + exchanges that nobody was left to answer.
 */
public final class ProxyMetrics {

    private final MeterRegistry registry;
    private final LongAdder begun = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder tunnels = new LongAdder();
    private final LongAdder tunnelsOpen = new LongAdder();
    private final NoAnswers noAnswers;
    private final Map<String, Counter> failures = new ConcurrentHashMap<>();

    /** Registers {@code kagemusha.exchanges.*}, {@code kagemusha.tunnels.*} and {@code kagemusha.client.connections}. */
    public ProxyMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.noAnswers = new NoAnswers(registry);
        registry.more().counter("kagemusha.exchanges.begun", List.of(), begun);
        registry.more().counter("kagemusha.exchanges.answered", List.of(), answered);
        registry.more().counter("kagemusha.exchanges.unanswered", List.of(), unanswered);
        registry.more().counter("kagemusha.exchanges.finished", List.of(), finished);
        registry.more().counter("kagemusha.requests.refused", List.of(), refused);
        registry.more().counter("kagemusha.tunnels.opened", List.of(), tunnels);
        registry.gauge("kagemusha.tunnels.open", tunnelsOpen, LongAdder::sum);
        registry.gauge("kagemusha.client.connections", connections, LongAdder::sum);
        registry.gauge("kagemusha.exchanges.running", this, ProxyMetrics::running);
    }

    public void onBegun() {
        begun.increment();
    }

    /** The client was given a whole answer, a backend's or an error of the proxy's own. */
    public void onAnswered() {
        answered.increment();
    }

    /** The client went away first, or the answer broke off. */
    public void onUnanswered() {
        unanswered.increment();
    }

    /** Every backend of the exchange has ended. */
    public void onFinished() {
        finished.increment();
    }

    /** A request was answered with an error before it became an exchange. */
    public void onRefused() {
        refused.increment();
    }

    public void onConnection(int change) {
        connections.add(change);
    }

    /** A connection was handed over to another protocol, or such a connection has ended. */
    public void onTunnel(int change) {
        tunnelsOpen.add(change);
        if (change > 0) {
            tunnels.add(change);
        }
    }

    public void onFailure(String backend, FailureKind kind) {
        failures.computeIfAbsent(
                        backend + '/' + kind,
                        key -> registry.counter(
                                "kagemusha.backend.failures", "backend", backend, "failure", kind.wireName()))
                .increment();
    }

    /** Those among the answered that no backend gave an answer to. */
    public NoAnswers noAnswers() {
        return noAnswers;
    }

    public long answered() {
        return answered.sum();
    }

    /** Exchanges begun and not finished. */
    public long running() {
        return begun.sum() - finished.sum();
    }

    /** Whether both equations hold and nothing is under way. */
    public boolean balanced() {
        return running() == 0 && begun.sum() == answered.sum() + unanswered.sum();
    }
}
