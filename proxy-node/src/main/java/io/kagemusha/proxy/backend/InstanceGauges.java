package io.kagemusha.proxy.backend;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** Shows as {@code kagemusha.instance.up}, 1 or 0, which instances of a backend are up. */
final class InstanceGauges {

    private static final String NAME = "kagemusha.instance.up";

    private final MeterRegistry registry;
    private final List<Gauge> gauges;

    /** Takes the place of gauges of the same backend and instances, which one that was replaced has left. */
    InstanceGauges(MeterRegistry registry, String backend, List<Instance> instances) {
        this.registry = registry;
        this.gauges = instances.stream()
                .map(instance -> register(registry, backend, instance))
                .toList();
    }

    private static Gauge register(MeterRegistry registry, String backend, Instance instance) {
        var tags = Tags.of("backend", backend, "instance", instance.toString());
        Gauge former = registry.find(NAME).tags(tags).gauge();
        if (former != null) {
            registry.remove(former);
        }
        return Gauge.builder(NAME, instance, one -> one.isUp() ? 1 : 0)
                .tags(tags)
                .register(registry);
    }

    /** Removes what nobody has replaced. */
    void close() {
        for (Gauge gauge : gauges) {
            if (registry.find(NAME).tags(gauge.getId().getTags()).gauge() == gauge) {
                registry.remove(gauge);
            }
        }
    }
}
