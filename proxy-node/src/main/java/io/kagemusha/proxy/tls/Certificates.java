package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.BackendTls;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.ListenerTls;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.configuration.TlsFiles;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a node, of its listeners and for its backends. Their files are looked at once a second, on a thread
 * of its own, which is there once files were asked for, whether they could be used or not. Safe for use by several threads.
 */
public final class Certificates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final List<WeakReference<Replaceable<?>>> replaceable = new CopyOnWriteArrayList<>();
    private volatile Runnable afterLook = () -> {};
    private @Nullable ScheduledExecutorService watch;

    /** What is wrong with the files of listeners and backends, one line each. */
    public static List<String> faults(ProxySettings settings) {
        var faults = new ArrayList<String>();
        for (int i = 0; i < settings.listeners().size(); i++) {
            ListenerTls tls = settings.listeners().get(i).tls();
            if (tls != null) {
                addFault(faults, "listeners[" + i + "].", () -> ServerTls.load(tls));
            }
        }
        for (BackendSettings backend : settings.backends()) {
            if (backend.urls().stream().anyMatch(url -> url.getScheme().equals("https"))) {
                InstanceSettings instances = backend.instances();
                BackendProtocol protocol = instances.connections().protocol();
                addFault(faults, "backends." + backend.name() + ".", () -> ClientTls.load(instances.tls(), protocol));
            }
        }
        return faults;
    }

    private static void addFault(List<String> faults, String place, Replaceable.Loader<?> loader) {
        try {
            loader.load();
        } catch (IOException e) {
            faults.add(place + e.getMessage());
        }
    }

    /**
     * What a listener proves itself with.
     *
     * @throws IOException when a file cannot be read or is not what it should be
     */
    public Replaceable<Mapping<String, SslContext>> of(ListenerTls settings) throws IOException {
        var files = new ArrayList<Path>();
        settings.certificates().forEach(one -> files.addAll(paths(one)));
        if (settings.clientCa() != null) {
            files.add(settings.clientCa());
        }
        return watched(files, () -> ServerTls.load(settings));
    }

    /**
     * What a backend is asked for. Once nobody uses it any more, its files are forgotten.
     *
     * @throws IOException when a file cannot be read or is not what it should be
     */
    public Replaceable<SslContext> of(InstanceSettings settings) throws IOException {
        BackendTls tls = settings.tls();
        List<Path> files = Stream.concat(
                        Stream.ofNullable(tls.ca()),
                        tls.client() == null ? Stream.empty() : paths(tls.client()).stream())
                .toList();
        BackendProtocol protocol = settings.connections().protocol();
        return watched(files, () -> ClientTls.load(tls, protocol));
    }

    private static List<Path> paths(TlsFiles files) {
        return List.of(files.certificate(), files.key());
    }

    private <T> Replaceable<T> watched(List<Path> files, Replaceable.Loader<T> loader) throws IOException {
        if (files.isEmpty()) {
            return new Replaceable<>(files, loader);
        }
        // Also where they cannot be used: whoever needs them tries again after a look
        startWatch();
        var one = new Replaceable<>(files, loader);
        replaceable.add(new WeakReference<>(one));
        return one;
    }

    /**
     * Has that done after each look at the files from now on, in place of what was done before, on the thread that looks. It
     * may block, and may ask for certificates.
     */
    public void afterEachLook(Runnable task) {
        afterLook = task;
    }

    private synchronized void startWatch() {
        if (watch == null) {
            watch = Executors.newSingleThreadScheduledExecutor(task -> {
                var thread = new Thread(task, "certificates");
                thread.setDaemon(true);
                return thread;
            });
            watch.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            refresh();
            afterLook.run();
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look
            LOG.atError().setCause(e).log("certificates were looked at in vain, they are again in a second");
        }
    }

    private void refresh() {
        replaceable.removeIf(reference -> reference.get() == null);
        for (WeakReference<Replaceable<?>> reference : replaceable) {
            Replaceable<?> one = reference.get();
            if (one != null) {
                one.refresh();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.shutdownNow();
        }
    }
}
