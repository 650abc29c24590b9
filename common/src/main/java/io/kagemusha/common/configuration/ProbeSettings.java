package io.kagemusha.common.configuration;

import java.time.Duration;

/**
 * How an instance is asked whether it is well.
 *
 * @param path the target of a GET that a healthy instance answers with 2xx or 3xx
 * @param timeout how long it may take from the connection to the head of the response
 * @param fall failed probes in a row that mark it down
 * @param rise passed probes in a row that bring it back
 */
public record ProbeSettings(String path, Duration interval, Duration timeout, int fall, int rise) {

    /** What is in force where only a path is given. */
    public static final ProbeSettings DEFAULT =
            new ProbeSettings("/", Duration.ofSeconds(5), Duration.ofSeconds(1), 3, 2);
}
