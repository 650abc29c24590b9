package io.kagemusha.comparer;

import io.kagemusha.common.admin.AdminServer;
import io.kagemusha.common.admin.MetricsRegistry;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import java.net.InetSocketAddress;
import java.util.List;

/** A comparer worker as a process of its own, with its hooks and its admin server. */
public final class ComparerServer implements Server {

    private final MetricsRegistry metrics;
    private final AdminServer admin;
    private final ComparerWorker worker;
    private final ReadyLine ready;

    private ComparerServer(MetricsRegistry metrics, AdminServer admin, ComparerWorker worker, String kafka) {
        this.metrics = metrics;
        this.admin = admin;
        this.worker = worker;
        var adminAddress = new InetSocketAddress(admin.address().host(), admin.port());
        this.ready =
                ReadyLine.empty().with("admin", "http", List.of(adminAddress)).with("kafka", kafka);
    }

    /**
     * Blocks until the worker is at work. The admin server answers before that, so that whoever watches the process sees
     * it wait for Kafka.
     *
     * @throws Exception when hooks, admin server or worker do not start; nothing is left running then
     */
    public static ComparerServer start(Configuration configuration) throws Exception {
        var hooks = HookLoader.load(configuration.hookJars());
        var readiness = new StartingCheck("comparer");
        var metrics = new MetricsRegistry();
        AdminServer admin = null;
        try {
            admin = AdminServer.start(configuration.admin(), metrics.registry(), List.of(readiness));
            var worker = ComparerWorker.start(configuration, hooks.backendFinished(), metrics.registry());
            readiness.started(worker);
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            return new ComparerServer(metrics, admin, worker, kafka);
        } catch (Exception e) {
            if (admin != null) {
                admin.close();
            }
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
        worker.close();
        admin.close();
        metrics.close();
    }
}
