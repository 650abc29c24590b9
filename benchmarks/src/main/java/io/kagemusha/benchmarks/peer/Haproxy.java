package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;

/** haproxy with one thread and kept connections. It has no mirroring of its own. */
public record Haproxy() implements Peer {

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public boolean isCompiledAtRunTime() {
        return false;
    }

    @Override
    public RunningPeer start(Bench bench, Setting setting) throws IOException {
        int port = Ports.free();
        var path = bench.write("haproxy-" + port + ".cfg", """
                global
                  nbthread 1
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                  option forwardfor
                  http-reuse always
                frontend clients
                  bind 127.0.0.1:%d backlog 4096
                  default_backend master
                backend master
                  server one 127.0.0.1:%d pool-max-conn -1
                """.formatted(port, setting.master()));
        PinnedProcess process = bench.startMeasured("haproxy-" + port, "haproxy", "-db", "-f", path.toString());
        Ports.awaitOpen(port, process, name());
        return new RunningPeer(this, process, port);
    }
}
