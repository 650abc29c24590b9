package io.kagemusha.proxy;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import java.util.List;

/** A proxy node as a process of its own, with its hooks and its admin server. */
public final class ProxyServer implements Server {

    private final Administration administration;
    private final ProxyNode node;
    private final ReadyLine ready;

    private ProxyServer(Administration administration, ProxyNode node, String kafka) {
        this.administration = administration;
        this.node = node;
        this.ready = ReadyLine.empty()
                .with("proxy", "http", node.addresses())
                .with("admin", administration.scheme(), List.of(administration.address()))
                .with("kafka", kafka);
    }

    /**
     * Blocks until the node serves.
     *
     * @throws Exception when hooks, admin server or node do not start; nothing is left running then
     */
    public static ProxyServer start(Configuration configuration) throws Exception {
        var hooks = HookLoader.load(configuration.hookJars());
        var check = new StartingCheck("proxy");
        var administration = new Administration();
        try {
            administration.serve(configuration.admin(), List.of(check), List.of());
            var node = ProxyNode.start(configuration, hooks, administration.registry());
            check.started(node);
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            return new ProxyServer(administration, node, kafka);
        } catch (Exception e) {
            administration.close();
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
        administration.close();
    }
}
