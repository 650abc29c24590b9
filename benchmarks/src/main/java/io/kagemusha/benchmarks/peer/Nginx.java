package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.load.Protocol;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.Certificate;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;

/** nginx as a reverse proxy with kept connections; with shadows, by its mirror module. */
public record Nginx(String name) implements Peer {

    @Override
    public boolean isCompiledAtRunTime() {
        return false;
    }

    @Override
    public RunningPeer start(Bench bench, Setting setting) throws IOException {
        int port = Ports.free();
        Certificate.provide(bench, setting.protocol());
        String file = "nginx-" + port;
        var path = bench.write(file + ".conf", NginxConfiguration.of(bench, file, servers(port, setting)));
        PinnedProcess process = bench.startMeasured(file, "nginx", "-c", path.toString());
        Ports.awaitOpen(port, process, name);
        return new RunningPeer(this, process, port);
    }

    private static String servers(int port, Setting setting) {
        var text = new StringBuilder(upstream("master", setting.master()));
        var mirrors = new StringBuilder();
        var locations = new StringBuilder();
        for (int i = 0; i < setting.shadows().size(); i++) {
            text.append(upstream("shadow" + i, setting.shadows().get(i)));
            mirrors.append("mirror /mirror").append(i).append(";\n");
            locations
                    .append("location = /mirror")
                    .append(i)
                    .append(" { internal; proxy_pass http://shadow")
                    .append(i)
                    .append("$request_uri; }\n");
        }
        return text.append("""
                        server {
                          listen 127.0.0.1:%d%s backlog=4096;
                          %s
                          keepalive_requests 1000000000;
                          keepalive_timeout 1h;
                          client_max_body_size 0;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                          location / {
                            %s
                            proxy_pass http://master;
                          }
                          %s
                        }
                        """.formatted(
                                port, listening(setting.protocol()), speaking(setting.protocol()), mirrors, locations))
                .toString();
    }

    private static String listening(Protocol protocol) {
        return switch (protocol) {
            case HTTP1 -> "";
            case HTTPS -> " ssl";
            case H2C -> " http2";
        };
    }

    private static String speaking(Protocol protocol) {
        return protocol == Protocol.HTTPS
                ? "ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.3;"
                        .formatted(Certificate.FILE, Certificate.KEY)
                : "";
    }

    private static String upstream(String name, int port) {
        return "upstream %s { server 127.0.0.1:%d; keepalive 1024; keepalive_requests 1000000000; }\n"
                .formatted(name, port);
    }
}
