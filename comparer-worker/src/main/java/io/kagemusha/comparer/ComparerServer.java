package io.kagemusha.comparer;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import io.kagemusha.common.reload.ConfigurationWatch;
import java.util.List;
import java.util.Set;

/** A comparer worker as a process of its own, with its hooks and its admin server. */
public final class ComparerServer implements Server {

    private static final Set<String> NEEDS_RESTART =
            Set.of("admin", "compare.join-timeout", "hooks", "kafka", "topics");

    private final Administration administration;
    private final ConfigurationWatch watch;
    private final ComparerWorker worker;
    private final ReadyLine ready;

    private ComparerServer(
            Administration administration, ConfigurationWatch watch, ComparerWorker worker, String kafka) {
        this.administration = administration;
        this.watch = watch;
        this.worker = worker;
        this.ready = ReadyLine.empty()
                .with("admin", administration.scheme(), List.of(administration.address()))
                .with("kafka", kafka);
    }

    /**
     * Blocks until the worker is at work. The admin server answers before that, so that whoever watches the process sees
     * it wait for Kafka. From then on the worker compares as its file says.
     *
     * @throws Exception when hooks, admin server or worker do not start; nothing is left running then
     */
    public static ComparerServer start(ConfigurationFile file) throws Exception {
        Configuration configuration = file.load();
        ConfigurationException.throwIfAny(ComparerCheck.faults(configuration));
        var hooks = HookLoader.load(configuration.hooks().jars());
        var check = new StartingCheck("comparer");
        var administration = new Administration();
        var watch = new ConfigurationWatch(file, configuration, administration.registry());
        try {
            administration.serve(configuration.admin(), List.of(check, watch), List.of());
            var worker = ComparerWorker.start(configuration, hooks.backendFinished(), administration.registry());
            check.started(worker);
            String kafka = configuration.kafka().getOrDefault("bootstrap.servers", "none");
            watch.start(NEEDS_RESTART::contains, changed -> worker.compareBy(changed.compare()));
            return new ComparerServer(administration, watch, worker, kafka);
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
        watch.close();
        worker.close();
        administration.close();
    }
}
