package io.kagemusha.common.configuration;

/** Which {@code Host} a backend is told. */
public enum HostField {
    /** The client's. */
    KEEP,
    /** The instance's own, as its URL has it. */
    REWRITE
}
