package io.kagemusha.benchmarks.suite;

import java.io.IOException;

/** Measures something and writes a file about it. */
public interface Suite {

    /** As on the command line, and the beginning of its files' names. */
    String name();

    /** Blocks until everything is measured and written. */
    void run(Surroundings surroundings) throws IOException, InterruptedException;
}
