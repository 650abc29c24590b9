package io.kagemusha.common.configuration;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One backend.
 *
 * @param name letters, digits, {@code . _ -}; unique
 * @param urls its instances, at least one, as {@link BackendUrl} reads them: the port always set where there is a host
 * @param timeout how long it may be silent while it owes a response
 */
public record BackendSettings(
        String name,
        List<URI> urls,
        boolean master,
        Duration timeout,
        InstanceSettings instances,
        ShadowLimits limits) {

    /** Half a minute. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public BackendSettings {
        urls = List.copyOf(urls);
    }

    /** The same as the master, or as none. */
    public BackendSettings asMaster(boolean is) {
        return is == master ? this : new BackendSettings(name, urls, is, timeout, instances, limits);
    }
}
