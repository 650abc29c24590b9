package io.kagemusha.common.configuration;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How clients are treated.
 *
 * @param idleTimeout how long a client may be silent between its requests
 * @param noAnswerStatus the status a client is given when no backend answered usably, 500 to 599
 * @param replayBufferBytes how much of a request's body is kept to be sent to another backend
 * @param accessLog null where requests leave no lines
 * @param trustedProxies whose {@code X-Forwarded-*} fields are believed
 */
public record ClientSettings(
        Duration idleTimeout,
        int noAnswerStatus,
        int replayBufferBytes,
        @Nullable AccessLogSettings accessLog,
        ClientLimits limits,
        List<AddressRange> trustedProxies) {

    /** Where only those can be that somebody let in: this machine, and private networks (RFC 1918, RFC 4193). */
    public static final List<AddressRange> PRIVATE_NETWORKS = Stream.of(
                    "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
            .map(AddressRange::parse)
            .toList();

    public static final ClientSettings DEFAULT =
            new ClientSettings(Duration.ofSeconds(15), 502, 256 << 10, null, ClientLimits.DEFAULT, PRIVATE_NETWORKS);

    public ClientSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }
}
