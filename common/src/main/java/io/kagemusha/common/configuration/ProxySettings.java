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
        List<ListenerSettings> listeners,
        ClientSettings client,
        List<BackendSettings> backends,
        List<RouteSettings> routes,
        CaptureSettings capture,
        Duration drainTimeout) {

    /** Half a minute. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** Where a proxy listens that was not told where: reachable from its own machine only. */
    public static final ListenerSettings DEFAULT_LISTENER = new ListenerSettings(new Address("127.0.0.1", 8080));

    public ProxySettings {
        listeners = List.copyOf(listeners);
        backends = List.copyOf(backends);
        routes = List.copyOf(routes);
    }

    /** The same with other backends; each route selects those of them that it can. */
    public ProxySettings with(List<BackendSettings> changed) {
        List<String> names = changed.stream().map(BackendSettings::name).toList();
        String master = changed.stream()
                .filter(BackendSettings::master)
                .findFirst()
                .orElseThrow()
                .name();
        return new ProxySettings(
                listeners,
                client,
                changed,
                routes.stream().map(route -> route.among(names, master)).toList(),
                capture,
                drainTimeout);
    }

    /** The master. */
    public BackendSettings master() {
        return backends.stream().filter(BackendSettings::master).findFirst().orElseThrow();
    }
}
