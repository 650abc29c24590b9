package io.kagemusha.benchmarks.load;

import io.kagemusha.benchmarks.machine.Bench;
import java.io.IOException;
import java.time.Duration;

/** As many requests as the proxy takes. */
public interface Load {

    /** Loads the proxy on that port for a while; blocks. */
    Throughput run(int port, Traffic traffic, Duration time) throws IOException;

    /** What can make that traffic. */
    static Load of(Traffic traffic, Bench bench) {
        return traffic.protocol() == Protocol.H2C ? new H2load(bench) : new Wrk(bench);
    }
}
