package io.kagemusha.common.admin;

/**
 * How a part of the process is.
 *
 * @param detail what is wrong and what happens meanwhile, in one line; empty while all is well
 */
public record Condition(State state, String detail) {

    /** What whoever sends traffic to this process should make of it. */
    public enum State {
        /** As it should be. */
        READY,
        /** The process does its work, with something missing that a person should see to. */
        DEGRADED,
        /** The process should get no traffic. */
        UNAVAILABLE
    }

    /** All is well. */
    public static final Condition READY = new Condition(State.READY, "");

    /** Something is missing, and the process serves all the same. */
    public static Condition degraded(String detail) {
        return new Condition(State.DEGRADED, detail);
    }

    /** The process should get no traffic. */
    public static Condition unavailable(String detail) {
        return new Condition(State.UNAVAILABLE, detail);
    }
}
