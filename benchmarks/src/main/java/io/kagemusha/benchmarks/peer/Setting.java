package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.load.Protocol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer stands in front of.
 *
 * @param master its port
 * @param shadows their ports; a peer without mirroring ignores them
 * @param kafka bootstrap servers to capture to, or null where nothing is captured
 * @param routes how many routes there are; only the last one matches
 * @param concurrency how many requests each shadow may have in flight, where the peer limits that
 * @param protocol what clients speak
 * @param shadowOfHost the port of the one shadow that requests for a host have; requests for others have {@code shadows}
 */
public record Setting(
        int master,
        List<Integer> shadows,
        @Nullable String kafka,
        int routes,
        int concurrency,
        Protocol protocol,
        Map<String, Integer> shadowOfHost) {

    /** So many that nothing is shed: whoever sheds has less to do. */
    private static final int UNLIMITED = 2048;

    private static final int USUAL = 128;

    public Setting(int master, List<Integer> shadows, @Nullable String kafka) {
        this(master, shadows, kafka, 1, UNLIMITED, Protocol.HTTP1, Map.of());
    }

    /** The same with that many routes. */
    public Setting withRoutes(int count) {
        return new Setting(master, shadows, kafka, count, concurrency, protocol, shadowOfHost);
    }

    /** The same for clients that speak that. */
    public Setting by(Protocol other) {
        return new Setting(master, shadows, kafka, routes, concurrency, other, shadowOfHost);
    }

    /** The same with a shadow for each of those hosts, which may have as much in flight as where nobody sets it. */
    public Setting withShadowOfHost(Map<String, Integer> ports) {
        return new Setting(master, shadows, kafka, routes, USUAL, protocol, ports);
    }
}
