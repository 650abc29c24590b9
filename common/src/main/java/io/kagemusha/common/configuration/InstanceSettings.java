package io.kagemusha.common.configuration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the instances of a backend are connected to, and told dead from alive.
 *
 * @param host what they are told that they are called
 * @param maxFails failed attempts to connect, in a row and within {@code failTimeout} of each other, that mark an instance
 *     down; 0 for never
 * @param failTimeout how long an instance that is down is left alone between two trials
 * @param probe how it is asked whether it is well, which alone brings it back then; null where it is not
 * @param tls how those with an https URL are spoken to
 */
public record InstanceSettings(
        ConnectionSettings connections,
        HostField host,
        int maxFails,
        Duration failTimeout,
        @Nullable ProbeSettings probe,
        BackendTls tls) {

    public static final InstanceSettings DEFAULT = new InstanceSettings(
            ConnectionSettings.DEFAULT, HostField.KEEP, 1, Duration.ofSeconds(10), null, BackendTls.DEFAULT);
}
