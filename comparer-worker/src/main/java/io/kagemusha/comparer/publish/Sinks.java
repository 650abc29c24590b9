package io.kagemusha.comparer.publish;

/** The names of the topology's sinks. */
public final class Sinks {

    public static final String OUTCOMES = "outcomes";
    public static final String MISMATCHES = "mismatches";
    public static final String DEAD_LETTERS = "dead-letters";

    private Sinks() {}
}
