package io.kagemusha.comparer;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import java.util.List;

/** A comparer worker as a process of its own, with its hooks and its admin server. */
public final class ComparerServer implements Server {

    private final Administration administration;
    private final ComparerWorker worker;
    private final ReadyLine ready;

    private ComparerServer(Administration administration, ComparerWorker worker, String kafka) {
        this.administration = administration;
        this.worker = worker;
        this.ready = ReadyLine.empty()
                .with("admin", administration.scheme(), List.of(administration.address()))
                .with("kafka", kafka);
    }

    /**
     * Blocks until the worker is at work. The admin server answers before that, so that whoever watches the process sees
     * it wait for Kafka.
     *
     * @throws Exception when hooks, admin server or worker do not start; nothing is left running then
     */
    public static ComparerServer start(Configuration configuration) throws Exception {
        var hooks = HookLoader.load(configuration.hookJars());
        var check = new StartingCheck("comparer");
        var administration = new Administration();
        try {
            administration.serve(configuration.admin(), List.of(check), List.of());
            var worker = ComparerWorker.start(configuration, hooks.backendFinished(), administration.registry());
            check.started(worker);
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            return new ComparerServer(administration, worker, kafka);
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
        worker.close();
        administration.close();
    }
}
