package io.kagemusha.proxy;

import io.kagemusha.common.admin.AdminServer;
import io.kagemusha.common.admin.MetricsRegistry;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import java.net.InetSocketAddress;
import java.util.List;

/** A proxy node as a process of its own, with its hooks and its admin server. */
public final class ProxyServer implements Server {

    private final MetricsRegistry metrics;
    private final AdminServer admin;
    private final ProxyNode node;
    private final ReadyLine ready;

    private ProxyServer(MetricsRegistry metrics, AdminServer admin, ProxyNode node, String kafka) {
        this.metrics = metrics;
        this.admin = admin;
        this.node = node;
        var adminAddress = new InetSocketAddress(admin.address().host(), admin.port());
        this.ready = ReadyLine.empty()
                .with("proxy", "http", node.addresses())
                .with("admin", "http", List.of(adminAddress))
                .with("kafka", kafka);
    }

    /**
     * Blocks until the node serves.
     *
     * @throws Exception when hooks, admin server or node do not start; nothing is left running then
     */
    public static ProxyServer start(Configuration configuration) throws Exception {
        var hooks = HookLoader.load(configuration.hookJars());
        var metrics = new MetricsRegistry();
        var node = ProxyNode.start(configuration, hooks, metrics.registry());
        try {
            var admin = AdminServer.start(configuration.admin(), metrics.registry(), List.of());
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            return new ProxyServer(metrics, admin, node, kafka);
        } catch (Exception e) {
            node.close();
            metrics.close();
            throw e;
        }
    }

    @Override
    public ReadyLine ready() {
        return ready;
    }

    @Override
    public void close() {
        node.close();
        admin.close();
        metrics.close();
    }
}
