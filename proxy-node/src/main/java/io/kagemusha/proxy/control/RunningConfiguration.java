package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProxySettings;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node runs by: the file, and over it what was changed at run time. What it cannot run by changes nothing: a file is
 * refused then, and a change that was made at run time, which other nodes may run by already, waits until this one can too.
 * Safe for use by several threads.
 */
final class RunningConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RunningConfiguration.class);

    private final Overlay wanted = new Overlay();
    private @Nullable Steered node;
    private volatile View inForce;
    private volatile @Nullable String problem;

    /** Begins with the file alone. */
    RunningConfiguration(ProxySettings file) {
        this.inForce = new View(file, new Overlay(), file);
    }

    /** What runs by it. */
    interface Steered {

        /**
         * Called by one thread at a time, which waits for it.
         *
         * @throws IOException when that cannot be, with a message that says of which backend; all has stayed as it was
         */
        void routeBy(ProxySettings settings) throws IOException;
    }

    /**
     * A change and where it stands among all changes.
     *
     * @param change null when the name is given back to the file
     */
    record Positioned(String name, @Nullable BackendChange change, long offset) {}

    /**
     * What is in force at one moment.
     *
     * @param overlay what lies over the file
     * @param settings what comes of both
     */
    record View(ProxySettings file, Overlay overlay, ProxySettings settings) {

        /** Backends of the file that were deleted at run time. */
        List<String> deleted() {
            return overlay.deleted(file);
        }
    }

    /** From now on a node runs by it, which has begun with the file alone and is brought up to date at once. */
    synchronized void steer(Steered begun) {
        node = begun;
        update();
    }

    /**
     * The file is another one now. Not to be called before there is a node.
     *
     * @throws IOException when the node cannot run by it; the file before stays in force
     */
    synchronized void fileIs(ProxySettings changed) throws IOException {
        try {
            realise(changed, wanted.copy());
            resolve(null);
        } catch (IOException e) {
            if (problem == null) {
                throw e;
            }
            // That may be for what waits already, which is not the file's fault
            realise(changed, inForce.overlay());
        }
    }

    /** These changes were made; those that are known already, or have been superseded, do no harm. */
    synchronized void apply(List<Positioned> changes) {
        boolean news = false;
        for (Positioned one : changes) {
            news |= wanted.put(one.name(), one.change(), one.offset());
        }
        if (news) {
            update();
        }
    }

    /** Tries again where changes wait. To be called now and then. */
    void catchUp() {
        if (problem != null) {
            update();
        }
    }

    private synchronized void update() {
        if (node == null) {
            return;
        }
        try {
            realise(inForce.file(), wanted.copy());
            resolve(null);
        } catch (IOException e) {
            resolve(String.valueOf(e.getMessage()));
        }
    }

    private void realise(ProxySettings file, Overlay overlay) throws IOException {
        ProxySettings settings = overlay.over(file);
        if (!settings.equals(inForce.settings())) {
            Objects.requireNonNull(node).routeBy(settings);
            LOG.atInfo()
                    .addKeyValue("master", settings.master().name())
                    .addKeyValue(
                            "backends",
                            settings.backends().stream()
                                    .map(BackendSettings::name)
                                    .toList())
                    .log("other backends or routes are in force");
        }
        inForce = new View(file, overlay, settings);
    }

    private void resolve(@Nullable String reason) {
        if (Objects.equals(reason, problem)) {
            return;
        }
        problem = reason;
        if (reason == null) {
            LOG.info("all that was changed at run time is in force");
        } else {
            LOG.warn(
                    "what was changed at run time is not in force: {}; backends and routes stay as they are until it can be",
                    reason);
        }
    }

    /** What is in force. Does not block. */
    View view() {
        return inForce;
    }

    /** Why not everything that was changed at run time is in force; null when it is. Does not block. */
    @Nullable
    String problem() {
        return problem;
    }

    /** What shall be in force, and is unless there is a problem. */
    synchronized ProxySettings wanted() {
        return wanted.over(inForce.file());
    }

    /** What was last said of that backend at run time, or null. */
    synchronized @Nullable BackendChange changeOf(String name) {
        return wanted.of(name);
    }
}
