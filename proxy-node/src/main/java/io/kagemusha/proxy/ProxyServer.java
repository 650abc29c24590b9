package io.kagemusha.proxy;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import io.kagemusha.common.process.Startup;
import io.kagemusha.common.reload.ConfigurationWatch;
import io.kagemusha.proxy.control.ControlEndpoints;
import io.kagemusha.proxy.transport.LeakDetection;
import java.util.List;
import java.util.regex.Pattern;

/** A proxy node as a process of its own, with its hooks and its admin server. */
public final class ProxyServer implements Server {

    /** What takes effect while it runs, or is the comparer's. */
    private static final Pattern RELOADED = Pattern.compile("backends|routes|compare\\..*");

    private final Administration administration;
    private final ConfigurationWatch watch;
    private final ProxyNode node;
    private final ReadyLine ready;

    private ProxyServer(Administration administration, ConfigurationWatch watch, ProxyNode node, String kafka) {
        this.administration = administration;
        this.watch = watch;
        this.node = node;
        this.ready = ReadyLine.empty()
                .with("proxy", node.urls())
                .with("admin", administration.scheme(), List.of(administration.address()))
                .with("kafka", kafka);
    }

    /**
     * Blocks until the node serves. From then on it follows its file.
     *
     * @throws Exception when hooks, admin server or node do not start; nothing is left running then
     */
    public static ProxyServer start(ConfigurationFile file) throws Exception {
        Configuration configuration = file.load();
        ConfigurationException.throwIfAny(ProxyCheck.faults(configuration));
        var hooks = HookLoader.load(configuration.hooks().jars());
        var check = new StartingCheck("proxy");
        var control = new ControlEndpoints();
        LeakDetection.offUnlessAskedFor();
        try (var startup = new Startup()) {
            var administration = Startup.await(startup.begin(Administration::new));
            var starting = startup.begin(() -> ProxyNode.start(configuration, hooks, administration.registry()));
            var watch = new ConfigurationWatch(file, configuration, administration.registry());
            administration.serve(configuration.admin(), List.of(check, control, watch), control.all());
            var node = Startup.await(starting);
            check.started(node);
            control.started(node.control());
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            watch.start(
                    key -> !RELOADED.matcher(key).matches(),
                    changed -> node.control().fileIs(changed.proxy()));
            startup.succeeded();
            return new ProxyServer(administration, watch, node, kafka);
        }
    }

    @Override
    public ReadyLine ready() {
        return ready;
    }

    @Override
    public void close() {
        watch.close();
        node.close();
        administration.close();
    }
}
