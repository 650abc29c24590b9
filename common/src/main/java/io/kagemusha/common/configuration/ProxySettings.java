package io.kagemusha.common.configuration;

import java.time.Duration;
import java.util.List;

/**
 * What a proxy node does.
 *
 * @param backends in order of registration; empty only for a process that does not forward
 * @param routes in order; never empty where there are backends: without any configured, one that matches everything
 */
public record ProxySettings(
        List<Address> listeners,
        ClientSettings client,
        List<BackendSettings> backends,
        List<RouteSettings> routes,
        CaptureSettings capture,
        Duration drainTimeout) {

    public ProxySettings {
        listeners = List.copyOf(listeners);
        backends = List.copyOf(backends);
        routes = List.copyOf(routes);
    }

    /** The master. */
    public BackendSettings master() {
        return backends.stream().filter(BackendSettings::master).findFirst().orElseThrow();
    }
}
