package io.kagemusha.common.configuration;

/** What a process cannot do without in its configuration. */
public enum Part {
    /** Backends, exactly one of them master. */
    PROXY,
    /** {@code kafka.bootstrap.servers}; a proxy that captures nothing does without. */
    KAFKA
}
