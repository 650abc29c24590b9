package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.load.Protocol;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.Certificate;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Kagemusha's proxy node.
 *
 * @param jar the build that is run; null for the one that is here
 */
public record ProxyNode(String name, @Nullable Path jar) implements Peer {

    private static final String TLS =
            ", tls: { certificate: %s, key: %s }".formatted(Certificate.FILE, Certificate.KEY);

    /** From the jar that ships. */
    public ProxyNode(String name) {
        this(name, null);
    }

    @Override
    public boolean isCompiledAtRunTime() {
        return true;
    }

    @Override
    public RunningPeer start(Bench bench, Setting setting) throws IOException {
        int port = Ports.free();
        Certificate.provide(bench, setting.protocol());
        var path = bench.write("proxy-" + port + ".yaml", configuration(port, setting));
        Path run = jar == null ? bench.home().resolve("proxy-node/target/proxy-node.jar") : jar;
        PinnedProcess process = bench.startMeasured("proxy-" + port, Bench.jar(run, "--config", path.toString()));
        Ports.awaitOpen(port, process, name);
        return new RunningPeer(this, process, port);
    }

    private String configuration(int port, Setting setting) {
        var text = new StringBuilder("listeners: [ { address: 127.0.0.1:%d%s } ]\nclient-timeout: 1h\nbackends:\n"
                .formatted(port, setting.protocol() == Protocol.HTTPS ? TLS : ""));
        text.append(backend("master", setting.master(), ", master: true"));
        for (int i = 0; i < setting.shadows().size(); i++) {
            text.append(backend("shadow" + i, setting.shadows().get(i), ", concurrency: " + setting.concurrency()));
        }
        setting.shadowOfHost()
                .forEach((host, shadow) ->
                        text.append(backend(host, shadow, ", concurrency: " + setting.concurrency())));
        text.append(routes(setting));
        text.append(capture(setting.kafka()));
        if (jar != null && setting.kafka() == null) {
            // The first builds asked for it even where nothing is captured, and did not connect to it
            text.append("kafka: { bootstrap.servers: \"127.0.0.1:9\" }\n");
        }
        return text.append("admin: { address: 127.0.0.1:0 }\n").toString();
    }

    private static String routes(Setting setting) {
        if (setting.routes() == 1 && setting.shadowOfHost().isEmpty()) {
            return "";
        }
        var text = new StringBuilder("routes:\n");
        for (int i = 1; i < setting.routes(); i++) {
            text.append("  - { name: r%1$d, match: { path: /api/v%1$d/** }, backends: master }\n".formatted(i));
        }
        for (String host : setting.shadowOfHost().keySet()) {
            text.append("  - { name: %1$s, match: { host: %1$s }, backends: [ master, %1$s ] }\n".formatted(host));
        }
        var rest = new StringJoiner(", ", "[ ", " ]").add("master");
        for (int i = 0; i < setting.shadows().size(); i++) {
            rest.add("shadow" + i);
        }
        return text.append("  - { name: rest, backends: %s }\n".formatted(rest)).toString();
    }

    private static String backend(String name, int port, String more) {
        return "  %s: { url: \"http://127.0.0.1:%d\"%s }\n".formatted(name, port, more);
    }

    private static String capture(@Nullable String kafka) {
        return kafka == null
                ? "capture: { when: never }\n"
                : "kafka: { bootstrap.servers: \"%s\" }\ntopics: { partitions: 4, replication: 1 }\n".formatted(kafka);
    }
}
