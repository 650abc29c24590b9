package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.load.Protocol;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.Certificate;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

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
        Map<String, Integer> usual = new LinkedHashMap<>();
        for (int i = 0; i < setting.shadows().size(); i++) {
            usual.put("shadow" + i, setting.shadows().get(i));
        }
        String listening = "127.0.0.1:" + port + listening(setting.protocol());
        text.append(server(listening + " backlog=4096", "_", setting.protocol(), usual));
        setting.shadowOfHost()
                .forEach((host, shadow) ->
                        text.append(server(listening, host, setting.protocol(), Map.of(host, shadow))));
        return text.toString();
    }

    private static String server(String listening, String name, Protocol protocol, Map<String, Integer> shadows) {
        var upstreams = new StringBuilder();
        var mirrors = new StringBuilder();
        var locations = new StringBuilder();
        shadows.forEach((shadow, port) -> {
            upstreams.append(upstream(shadow, port));
            mirrors.append("mirror /mirror-%s;\n".formatted(shadow));
            locations.append(
                    "location = /mirror-%1$s { internal; proxy_pass http://%1$s$request_uri; }\n".formatted(shadow));
        });
        return """
                %s
                server {
                  listen %s;
                  server_name %s;
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
                """.formatted(upstreams, listening, name, speaking(protocol), mirrors, locations);
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
