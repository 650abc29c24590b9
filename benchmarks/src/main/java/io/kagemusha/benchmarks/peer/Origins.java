package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers behind the proxies: one nginx with a port for the master and one for each shadow. {@code /N} answers any
 * method with N bytes.
 */
public final class Origins implements AutoCloseable {

    /** The sizes that can be asked for, in bytes. */
    public static final List<Integer> SIZES =
            List.of(0, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20);

    private final List<Integer> ports;
    private final PinnedProcess nginx;

    private Origins(List<Integer> ports, PinnedProcess nginx) {
        this.ports = ports;
        this.nginx = nginx;
    }

    /** Starts a master and {@code shadows} shadows. */
    public static Origins start(Bench bench, int shadows) throws IOException {
        Path bodies = Files.createDirectories(bench.directory().resolve("bodies"));
        for (int size : SIZES) {
            Files.writeString(bodies.resolve(String.valueOf(size)), "x".repeat(size));
        }
        List<Integer> ports = new ArrayList<>();
        var servers = new StringBuilder();
        for (int i = 0; i <= shadows; i++) {
            ports.add(Ports.free());
            servers.append(server(ports.get(i), bodies));
        }
        Path file = bench.write("origins.conf", NginxConfiguration.of(bench, "origins", servers.toString()));
        PinnedProcess nginx = bench.startBeside("origins", "nginx", "-c", file.toString());
        Ports.awaitOpen(ports.get(shadows), nginx, "the origin");
        return new Origins(List.copyOf(ports), nginx);
    }

    private static String server(int port, Path bodies) {
        // Static files refuse POST with 405, which is turned into the file itself
        return """
                server {
                  listen 127.0.0.1:%d backlog=4096;
                  root %s;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  client_max_body_size 0;
                  default_type application/octet-stream;
                  error_page 405 =200 $uri;
                }
                """.formatted(port, bodies);
    }

    public int master() {
        return ports.get(0);
    }

    /** Ports of the first {@code count} shadows. */
    public List<Integer> shadows(int count) {
        return ports.subList(1, 1 + count);
    }

    @Override
    public void close() {
        nginx.close();
    }
}
