package io.kagemusha.common.process;

import org.jspecify.annotations.Nullable;

/** What serves from the moment that it is there until it is closed. Closed once, by the thread that started it. */
public interface Server extends AutoCloseable {

    /** Where it can be reached. */
    ReadyLine ready();

    /** Takes no more work, finishes what it has and gives everything up. Blocks until that is done. */
    @Override
    void close();

    /** What is to be said when it is closed, one line, or null. */
    default @Nullable String lastLine() {
        return null;
    }
}
