package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProxySettings;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node runs by: the file, and over it what was changed at run time. Safe for use by several threads. */
final class RunningConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RunningConfiguration.class);

    private final Overlay overlay = new Overlay();
    private ProxySettings file;
    private ProxySettings inForce;
    private Consumer<ProxySettings> node = settings -> {};

    /** Begins with the file alone. */
    RunningConfiguration(ProxySettings file) {
        this.file = file;
        this.inForce = file;
    }

    /**
     * From now on a node runs by it, which has begun with the file alone.
     *
     * @param begun is given at once what it shall run by where that is not the file, and then whenever that changes, by one
     *     thread at a time; must not block
     */
    synchronized void steer(Consumer<ProxySettings> begun) {
        node = begun;
        if (!inForce.equals(file)) {
            begun.accept(inForce);
        }
    }

    /**
     * A change and where it stands among all changes.
     *
     * @param change null when the name is given back to the file
     */
    record Positioned(String name, @Nullable BackendChange change, long offset) {}

    /**
     * The same thing at one moment.
     *
     * @param settings what is in force
     * @param deleted backends of the file that were deleted at run time
     */
    record View(ProxySettings settings, ProxySettings file, List<String> deleted) {}

    /** The file is another one now. */
    synchronized void fileIs(ProxySettings changed) {
        file = changed;
        update();
    }

    /** These changes were made; those that are known already, or have been superseded, do no harm. */
    synchronized void apply(List<Positioned> changes) {
        boolean news = false;
        for (Positioned one : changes) {
            news |= overlay.put(one.name(), one.change(), one.offset());
        }
        if (news) {
            update();
        }
    }

    private void update() {
        ProxySettings now = overlay.over(file);
        if (!now.equals(inForce)) {
            inForce = now;
            node.accept(now);
            LOG.atInfo()
                    .addKeyValue("master", now.master().name())
                    .addKeyValue(
                            "backends",
                            now.backends().stream().map(BackendSettings::name).toList())
                    .log("other backends or routes are in force");
        }
    }

    synchronized View view() {
        return new View(inForce, file, overlay.deleted(file));
    }

    /** What was last said of that backend at run time, or null. */
    synchronized @Nullable BackendChange changeOf(String name) {
        return overlay.of(name);
    }
}
