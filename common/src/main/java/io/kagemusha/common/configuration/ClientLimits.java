package io.kagemusha.common.configuration;

import java.time.Duration;

/**
 * What a client may ask of a node before it is cut off.
 *
 * @param streams what one connection of HTTP/2 may carry
 * @param headerTimeout how long the head of a request may take from its first byte on
 * @param bodyTimeout how long nothing may come of a body that the node reads
 * @param tunnelTimeout how long nothing may go through a tunnel, in either direction
 * @param connections open ones of all clients; 0 for no limit
 * @param connectionsPerClient open ones from one address; 0 for no limit
 */
public record ClientLimits(
        MessageLimits messages,
        StreamLimits streams,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration tunnelTimeout,
        int connections,
        int connectionsPerClient) {

    public static final ClientLimits DEFAULT = new ClientLimits(
            MessageLimits.DEFAULT,
            StreamLimits.DEFAULT,
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofHours(1),
            0,
            0);
}
