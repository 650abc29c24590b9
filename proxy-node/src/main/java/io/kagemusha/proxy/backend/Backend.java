package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProbeSettings;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.tls.Replaceable;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A backend as the node uses it. Safe for use by several threads. */
public final class Backend {

    private final BackendSettings settings;
    private final Instances instances;
    private final boolean mayRefuse;
    private final List<HealthProbe> probes;
    private final BackendGauges gauges;
    private final ShadowGate gate;
    private final CircuitBreaker breaker;
    private final ShadowLosses losses;

    /**
     * Creates the backend, of which nothing is seen before it {@linkplain #begin begins}: one that is never used need not be
     * closed. Reads its certificates.
     *
     * @throws UncheckedIOException when they cannot be used, with a message that names the backend
     */
    public Backend(BackendSettings settings, BackendServices services) {
        this.settings = settings;
        this.instances = new Instances(settings, tls(settings, services.certificates()), System::nanoTime);
        this.mayRefuse = instances.all().stream().anyMatch(Instance::maySpeakHttp2);
        this.probes = probes(settings.instances().probe(), services);
        this.gate = new ShadowGate(settings.limits());
        this.breaker = new CircuitBreaker(
                settings.limits().breaker().failures(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        this.gauges = new BackendGauges(services.registry(), settings, instances.all(), breaker);
        this.losses = new ShadowLosses(
                settings.name(),
                settings.limits().alertInterval(),
                services.loops().next(),
                services.registry(),
                breaker::isOpen);
    }

    private static @Nullable Replaceable<SslContext> tls(BackendSettings settings, Certificates certificates) {
        if (settings.urls().stream().noneMatch(url -> url.getScheme().equals("https"))) {
            return null;
        }
        try {
            return certificates.of(settings.instances());
        } catch (IOException e) {
            throw new UncheckedIOException("backend " + settings.name() + ": " + e.getMessage(), e);
        }
    }

    private List<HealthProbe> probes(@Nullable ProbeSettings probe, BackendServices services) {
        if (probe == null) {
            return List.of();
        }
        return instances.all().stream()
                .map(instance -> new HealthProbe(
                        instance,
                        probe,
                        services.bootstrap(instance),
                        services.loops().next()))
                .toList();
    }

    /**
     * Says that a routing has it from now on: its health checks begin, and its gauges take the place of those of the backend
     * that it replaces.
     */
    public void begin() {
        gauges.show();
        probes.forEach(HealthProbe::start);
    }

    public String name() {
        return settings.name();
    }

    public BackendSettings settings() {
        return settings;
    }

    /** Whether it can tell that it did nothing with a request, which may be sent again then whatever it is. */
    public boolean mayRefuse() {
        return mayRefuse;
    }

    /** Guards this backend while it is a shadow. */
    ShadowGate gate() {
        return gate;
    }

    /** Leaves it alone while it is a shadow that fails again and again. */
    CircuitBreaker breaker() {
        return breaker;
    }

    /** A request was not sent to it, its shadow, or not answered by it. */
    public void onLost(Failure failure) {
        losses.onFailure(failure);
    }

    /**
     * Says that no routing has it any more. Requests in flight end as they would; what waits for its turn as a shadow is
     * shed.
     */
    public void retire() {
        close(ShedReason.BACKEND_REMOVED);
    }

    List<Instance> members() {
        return instances.all();
    }

    /** Ends the waiting of whatever waits for its turn. To be called when no connection may be opened any more. */
    public void close() {
        close(ShedReason.NODE_STOPPING);
    }

    private void close(String reason) {
        gate.close(reason);
        losses.report();
        probes.forEach(HealthProbe::stop);
        gauges.close();
    }

    /**
     * The instance whose turn it is, those that are up first. All are down: one of them nevertheless.
     *
     * @param tried those that this request shall not be given again
     * @param upOnly leaves those that are down out
     * @return null when none is left
     */
    @Nullable
    Instance nextInstance(Collection<Instance> tried, boolean upOnly) {
        return instances.next(tried, upOnly);
    }

    /** The instances and whether they are up, in the order of the configuration. */
    public List<InstanceStatus> instances() {
        return instances.all().stream()
                .map(instance -> new InstanceStatus(instance.toString(), instance.isUp()))
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
