package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.ProbeSettings;
import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.proxy.tls.Replaceable;
import io.netty.handler.ssl.SslContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one backend, in rotation. Those that are up take the turns; when none is, all do, because a request that
 * may fail is better than one that must. Safe for use by several threads.
 */
final class Instances implements Instance.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
    private static final double NANOS_PER_SECOND = 1e9;

    private final String backend;
    private final String whenBack;
    private final List<Instance> all;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Instance> up;

    Instances(BackendSettings settings, @Nullable Replaceable<SslContext> tls, LongSupplier nanoTime) {
        this.backend = settings.name();
        this.whenBack = whenBack(settings.instances());
        this.all = settings.urls().stream()
                .map(url -> new Instance(url, tls, settings.instances(), nanoTime, this))
                .toList();
        this.up = all;
    }

    private static String whenBack(InstanceSettings settings) {
        ProbeSettings probe = settings.probe();
        return probe == null
                ? "a request tries it again in " + DurationText.format(settings.failTimeout())
                : "it is back when it has passed " + probe.rise() + " health checks";
    }

    /** In the order of the configuration. */
    List<Instance> all() {
        return all;
    }

    /**
     * The instance whose turn it is among those not in {@code tried}: first those that are up.
     *
     * @param upOnly leaves those that are down out
     * @return null when none is left
     */
    @Nullable
    Instance next(Collection<Instance> tried, boolean upOnly) {
        List<Instance> preferred = up;
        if (preferred.size() == all.size()) {
            return next(all, tried);
        }
        if (!upOnly) {
            for (Instance instance : all) {
                if (!tried.contains(instance) && instance.takeTrial()) {
                    return instance;
                }
            }
        }
        Instance next = next(preferred, tried);
        return next == null && !upOnly ? next(all, tried) : next;
    }

    private @Nullable Instance next(List<Instance> from, Collection<Instance> tried) {
        int size = from.size();
        int first = size < 2 ? 0 : Math.floorMod(turn.getAndIncrement(), size);
        for (int i = 0; i < size; i++) {
            Instance instance = from.get((first + i) % size);
            if (!tried.contains(instance)) {
                return instance;
            }
        }
        return null;
    }

    private synchronized int update() {
        up = all.stream().filter(Instance::isUp).toList();
        return up.size();
    }

    @Override
    public void onDown(Instance instance, String event, String cause) {
        int left = update();
        LOG.atWarn()
                .addKeyValue("backend", backend)
                .addKeyValue("cause", cause)
                .log("backend {} ({}) {}; {}", backend, instance, event, consequence(left));
    }

    private String consequence(int left) {
        if (all.size() == 1) {
            return "it has no other instance and is tried all the same";
        }
        if (left == 0) {
            return "none of " + all.size() + " instances is up, all are tried all the same";
        }
        return "its turns go to the " + left + " of " + all.size() + " instances that are up, " + whenBack;
    }

    @Override
    public void onUp(Instance instance, long downNanos) {
        int now = update();
        String seconds = String.format(Locale.ROOT, "%.1f", downNanos / NANOS_PER_SECOND);
        LOG.atInfo()
                .addKeyValue("backend", backend)
                .log(
                        "backend {} ({}) is back after {} s; {} of {} instances are up",
                        backend,
                        instance,
                        seconds,
                        now,
                        all.size());
    }
}
