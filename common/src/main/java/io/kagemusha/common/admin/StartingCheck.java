package io.kagemusha.common.admin;

import org.jspecify.annotations.Nullable;

/** Stands for the check of a part that is still being started. Safe for use by several threads. */
public final class StartingCheck implements ReadinessCheck {

    private final String name;
    private volatile @Nullable ReadinessCheck started;

    /** Stands for the part of that name. */
    public StartingCheck(String name) {
        this.name = name;
    }

    /** From now on the part answers for itself. */
    public void started(ReadinessCheck part) {
        started = part;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Condition condition() {
        ReadinessCheck part = started;
        return part == null ? Condition.unavailable("it is being started") : part.condition();
    }
}
