package io.kagemusha.comparer.join;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The partitions, by number, of which no more should be read for now, because their tasks have as much as they take. Tasks
 * say so; the consumers that fetch for them ask. Safe for use by several threads.
 */
public final class FullPartitions {

    private final Set<Integer> full = ConcurrentHashMap.newKeySet();

    void set(int partition, boolean isFull) {
        if (isFull) {
            full.add(partition);
        } else {
            full.remove(partition);
        }
    }

    /** Whether nothing more should be read of that partition of any topic. */
    public boolean contains(int partition) {
        return full.contains(partition);
    }
}
