package io.kagemusha.common.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where hooks come from, and what those of a proxy node that may block are allowed.
 *
 * @param threads how many of them may run at once, at least 1; as many again for those about shadows
 * @param timeout how long one may take, its wait for a thread included
 */
public record HookSettings(List<Path> jars, int threads, Duration timeout) {

    public static final HookSettings DEFAULT = new HookSettings(List.of(), 32, Duration.ofSeconds(1));

    public HookSettings {
        jars = List.copyOf(jars);
    }
}
