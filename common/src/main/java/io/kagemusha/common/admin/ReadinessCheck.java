package io.kagemusha.common.admin;

import org.jspecify.annotations.Nullable;

/** Tells whether one thing that a process depends on is as it should be. */
public interface ReadinessCheck {

    /** What it is about: {@code kafka}. */
    String name();

    /**
     * What is wrong and what happens meanwhile, in one line; null while all is well. Called on the admin server's
     * threads, by several at once; it must not block, so it reports what is known instead of finding out.
     */
    @Nullable
    String problem();
}
