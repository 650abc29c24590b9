package io.kagemusha.common.configuration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How clients are treated.
 *
 * @param idleTimeout how long a client may be silent while nothing is owed to it
 * @param noAnswerStatus the status a client is given when no backend answered usably, 500 to 599
 * @param replayBufferBytes how much of a request's body is kept to be sent to another backend
 * @param accessLog null where requests leave no lines
 */
public record ClientSettings(
        Duration idleTimeout,
        int noAnswerStatus,
        int replayBufferBytes,
        @Nullable AccessLogSettings accessLog) {

    public static final ClientSettings DEFAULT = new ClientSettings(Duration.ofSeconds(15), 502, 256 << 10, null);
}
