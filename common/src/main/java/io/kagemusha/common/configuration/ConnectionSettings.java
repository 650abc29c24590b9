package io.kagemusha.common.configuration;

import java.time.Duration;

/**
 * The connections to the instances of a backend.
 *
 * @param protocol what is spoken on them
 * @param connectTimeout how long one may take to be established
 * @param maxAge how old one may become before it is not used again
 */
public record ConnectionSettings(BackendProtocol protocol, Duration connectTimeout, Duration maxAge) {

    public static final ConnectionSettings DEFAULT =
            new ConnectionSettings(BackendProtocol.HTTP1, Duration.ofSeconds(5), Duration.ofMinutes(5));
}
