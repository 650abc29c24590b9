package io.kagemusha.benchmarks.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer stands in front of.
 *
 * @param master its port
 * @param shadows their ports; a peer without mirroring ignores them
 * @param kafka bootstrap servers to capture to, or null where nothing is captured
 * @param routes how many routes there are; only the last one matches
 */
public record Setting(
        int master, List<Integer> shadows, @Nullable String kafka, int routes) {

    public Setting(int master, List<Integer> shadows, @Nullable String kafka) {
        this(master, shadows, kafka, 1);
    }
}
