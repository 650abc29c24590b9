package io.kagemusha.comparer.join;

/** Knows of partitions from which nothing is left to be read. Safe for use by several threads; never blocks. */
@FunctionalInterface
public interface IdlePartitions {

    /** The answer where nothing is proven. */
    long NEVER = Long.MIN_VALUE;

    /**
     * The latest local time, by the process's monotonic clock in milliseconds, for which it is proven that everything
     * appended before it to this partition of the requests and of the responses has been processed.
     */
    long provenReadUntil(int partition);
}
