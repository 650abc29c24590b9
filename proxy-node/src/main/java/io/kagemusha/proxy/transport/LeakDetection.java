package io.kagemusha.proxy.transport;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;

/**
 * Netty's search for buffers that nobody released. It samples one buffer in a hundred or so, and costs some two per cent of
 * the CPU time for a request; the tests run with all of it.
 */
public final class LeakDetection {

    private static final String LEVEL = "io.netty.leakDetection.level";

    private LeakDetection() {}

    /** Switches it off for this process, unless {@code -Dio.netty.leakDetection.level} asks for it. */
    public static void offUnlessAskedFor() {
        if (System.getProperty(LEVEL) == null) {
            ResourceLeakDetector.setLevel(Level.DISABLED);
        }
    }
}
