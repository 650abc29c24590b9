package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendSettings;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend as the node uses it. Safe for use by several threads. */
public final class Backend {

    private final BackendSettings settings;
    private final List<Instance> instances;
    private final AtomicInteger next = new AtomicInteger();
    private final ShadowGate gate;

    /** Creates the backend; {@code tls} serves its https instances. */
    public Backend(BackendSettings settings, SslContext tls) {
        this.settings = settings;
        this.instances = settings.urls().stream()
                .map(url -> Instance.of(url, url.getScheme().equals("https") ? tls : null))
                .toList();
        this.gate = new ShadowGate(settings.limits());
    }

    public String name() {
        return settings.name();
    }

    public BackendSettings settings() {
        return settings;
    }

    /** Guards this backend while it is a shadow. */
    ShadowGate gate() {
        return gate;
    }

    /** Ends the waiting of whatever waits for its turn. To be called when no connection may be opened any more. */
    public void close() {
        gate.close();
    }

    /** The instance whose turn it is. */
    Instance nextInstance() {
        if (instances.size() == 1) {
            return instances.get(0);
        }
        return instances.get(Math.floorMod(next.getAndIncrement(), instances.size()));
    }

    @Override
    public String toString() {
        return name();
    }
}
