package io.kagemusha.common.admin;

/** Tells whether one thing that a process depends on is as it should be. */
public interface ReadinessCheck {

    /** What it is about: {@code kafka}. */
    String name();

    /**
     * How it is. Called on the admin server's threads, by several at once; it must not block, so it reports what is known
     * instead of finding out.
     */
    Condition condition();

    /** The same, in a process that serves without that part: what makes it unavailable only degrades the process. */
    default ReadinessCheck degrading() {
        ReadinessCheck part = this;
        return new ReadinessCheck() {
            @Override
            public String name() {
                return part.name();
            }

            @Override
            public Condition condition() {
                Condition condition = part.condition();
                return condition.state() == Condition.State.UNAVAILABLE
                        ? Condition.degraded(condition.detail())
                        : condition;
            }
        };
    }
}
