package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Shows which instances of a backend are up ({@code kagemusha.instance.up}) and, of one that is not the master, whether it
 * is left alone as a shadow ({@code kagemusha.shadow.breaker.open}), each as 1 or 0.
 */
final class BackendGauges {

    private final MeterRegistry registry;
    private final BackendSettings backend;
    private final List<Instance> instances;
    private final CircuitBreaker breaker;
    private final List<Gauge> gauges = new ArrayList<>();

    /** Shows nothing yet. */
    BackendGauges(MeterRegistry registry, BackendSettings backend, List<Instance> instances, CircuitBreaker breaker) {
        this.registry = registry;
        this.backend = backend;
        this.instances = instances;
        this.breaker = breaker;
    }

    /** From now on they are there, in place of the same gauges of a backend that is replaced. */
    void show() {
        for (Instance instance : instances) {
            var tags = Tags.of("backend", backend.name(), "instance", instance.toString());
            add("kagemusha.instance.up", tags, instance, one -> one.isUp() ? 1 : 0);
        }
        if (!backend.master()) {
            var tags = Tags.of("backend", backend.name());
            add("kagemusha.shadow.breaker.open", tags, breaker, one -> one.isOpen() ? 1 : 0);
        }
    }

    private <T> void add(String name, Tags tags, T of, ToDoubleFunction<T> value) {
        Gauge former = registry.find(name).tags(tags).gauge();
        if (former != null) {
            registry.remove(former);
        }
        gauges.add(Gauge.builder(name, of, value).tags(tags).register(registry));
    }

    /** Removes what nobody has replaced. */
    void close() {
        for (Gauge gauge : gauges) {
            var id = gauge.getId();
            if (registry.find(id.getName()).tags(id.getTags()).gauge() == gauge) {
                registry.remove(gauge);
            }
        }
    }
}
