package io.kagemusha.common.reload;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.EffectiveConfiguration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration file twice a second and hands over what it says when that has changed. A file that is wrong, or
 * gone, is refused, and what was in force stays. So is one that cannot be taken over, but that is tried again at each look.
 *
 * <p>It reads the whole file each time: whether it was written, renamed over or reached by a link that now leads elsewhere
 * makes no difference. What differs between two looks is still being written.
 */
public final class ConfigurationWatch implements ReadinessCheck, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final String RELOADS = "kagemusha.configuration.reloads";

    private final ConfigurationFile file;
    private final Configuration started;
    private final Counter applied;
    private final Counter refused;
    private final Thread thread = new Thread(this::run, "configuration-watch");
    private volatile List<String> faults = List.of();
    private volatile boolean closing;
    private Predicate<String> needsRestart = key -> false;
    private Reload reload = changed -> {};
    private Configuration inForce;
    private @Nullable Content seen;
    private @Nullable Content decided;
    private boolean tryAgain;

    /** @param started what the process is started with */
    public ConfigurationWatch(ConfigurationFile file, Configuration started, MeterRegistry registry) {
        this.file = file;
        this.started = started;
        this.inForce = started;
        this.applied = registry.counter(RELOADS, "result", "applied");
        this.refused = registry.counter(RELOADS, "result", "refused");
    }

    /** Takes a changed configuration over. */
    public interface Reload {

        /**
         * Called by one thread; must not throw anything else.
         *
         * @throws IOException when what the configuration names cannot be used as it is now, a certificate for example:
         *     nothing has changed then, and the same configuration is given again half a second later
         */
        void accept(Configuration changed) throws IOException;
    }

    /** What was found at one look: a text, or why there is none. */
    private record Content(String text, List<String> faults) {

        static Content of(ConfigurationFile file) {
            try {
                return new Content(file.read(), List.of());
            } catch (ConfigurationException e) {
                return new Content("", e.faults());
            }
        }
    }

    /**
     * Begins to look, on a thread of its own.
     *
     * @param needsRestart which keys, as {@link EffectiveConfiguration#changedKeys} names them, concern the process and
     *     take no effect while it runs
     * @param reload is given each configuration that differs from the one in force
     */
    public void start(Predicate<String> needsRestart, Reload reload) {
        tell(needsRestart, reload);
        thread.setDaemon(true);
        thread.start();
    }

    /** The same without a thread: somebody else looks. */
    void tell(Predicate<String> needsRestart, Reload reload) {
        this.needsRestart = needsRestart;
        this.reload = reload;
    }

    private void run() {
        while (!closing) {
            LockSupport.parkNanos(this, INTERVAL.toNanos());
            if (!closing) {
                lookSafely();
            }
        }
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("file", file.path())
                    .log("the changed configuration was not taken over");
        }
    }

    void look() {
        Content now = Content.of(file);
        boolean settled = now.equals(seen);
        seen = now;
        boolean another = !now.equals(decided);
        if (settled && (another || tryAgain)) {
            decided = now;
            decide(now, another);
        }
    }

    private void decide(Content content, boolean another) {
        List<String> before = another ? List.of() : faults;
        List<String> wrong = take(content);
        faults = wrong;
        if (wrong.isEmpty()) {
            return;
        }
        if (another) {
            refused.increment();
        }
        if (!wrong.equals(before)) {
            LOG.atWarn()
                    .addKeyValue("file", file.path())
                    .log("the changed configuration is refused, what was in force stays: {}", String.join("; ", wrong));
        }
    }

    /** Takes over what the file says; or else why that cannot be, one line for each fault. */
    private List<String> take(Content content) {
        tryAgain = false;
        if (!content.faults().isEmpty()) {
            return content.faults();
        }
        try {
            take(file.parse(content.text()));
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults();
        } catch (IOException e) {
            tryAgain = true;
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private void take(Configuration changed) throws IOException {
        List<String> waiting = EffectiveConfiguration.changedKeys(started, changed).stream()
                .filter(needsRestart)
                .toList();
        if (changed.equals(inForce)) {
            return;
        }
        reload.accept(changed);
        inForce = changed;
        applied.increment();
        LOG.atInfo().addKeyValue("file", file.path()).log("the changed configuration is in force");
        if (!waiting.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("file", file.path())
                    .log("not in force before a restart: {}", String.join(", ", waiting));
        }
    }

    @Override
    public String name() {
        return "configuration-file";
    }

    @Override
    public Condition condition() {
        List<String> wrong = faults;
        return wrong.isEmpty()
                ? Condition.READY
                : Condition.degraded(file.path() + " was changed and is refused, what was in force stays: "
                        + String.join("; ", wrong));
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
