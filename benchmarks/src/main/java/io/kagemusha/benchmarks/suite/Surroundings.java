package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.measure.Plan;
import io.kagemusha.benchmarks.measure.Rounds;
import io.kagemusha.benchmarks.peer.Broker;
import io.kagemusha.benchmarks.peer.Origins;
import io.kagemusha.benchmarks.peer.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the suites of one run share. The broker starts when it is first needed. */
public final class Surroundings implements AutoCloseable {

    private static final int SHADOWS = 4;

    private final Bench bench;
    private final Plan plan;
    private final Path results;
    private final Origins origins;
    private @Nullable Broker broker;

    /** Starts the origins. */
    public Surroundings(Bench bench, Plan plan, Path results) throws IOException {
        this.bench = bench;
        this.plan = plan;
        this.results = Files.createDirectories(results);
        this.origins = Origins.start(bench, SHADOWS);
    }

    Bench bench() {
        return bench;
    }

    Plan plan() {
        return plan;
    }

    /** A master and so many shadows that answer as they should; nothing is captured. */
    Setting setting(int shadows) {
        return new Setting(origins.master(), origins.shadows(shadows), null);
    }

    /** The same with everything captured. */
    Setting captured(int shadows) throws IOException {
        if (broker == null) {
            broker = Broker.start(bench);
        }
        return new Setting(origins.master(), origins.shadows(shadows), broker.bootstrapServers());
    }

    /** Rounds by the plan of this run. */
    Rounds rounds() {
        return new Rounds(bench, plan, this::aside);
    }

    /** What works for a proxy that captures, and is not what is measured. */
    private List<PinnedProcess> aside() {
        return broker == null ? List.of() : List.of(broker.process());
    }

    /** A master on another port, and no shadow. */
    Setting masterAt(int port) {
        return new Setting(port, List.of(), null);
    }

    /** A file among the results. */
    Path result(String name) {
        return results.resolve(name);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(result(name), content);
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
        origins.close();
    }
}
