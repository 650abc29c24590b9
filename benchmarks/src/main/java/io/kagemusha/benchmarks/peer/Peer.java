package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import java.io.IOException;

/** A proxy that can be measured, in one configuration. */
public interface Peer {

    /** As it stands in tables: {@code nginx mirror}. */
    String name();

    /** Whether it gets faster with time, so that it has to be warmed up. */
    boolean isCompiledAtRunTime();

    /** Starts it on the measured core and waits until it listens. */
    RunningPeer start(Bench bench, Setting setting) throws IOException;
}
