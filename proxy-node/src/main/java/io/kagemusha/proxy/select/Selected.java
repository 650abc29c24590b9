package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.proxy.backend.Backend;
import java.util.List;

/**
 * The backends of one request.
 *
 * @param backends at least one, in order of registration
 * @param preferred the one meant to answer: the master when it is selected, else the first
 */
public record Selected(Route route, List<Backend> backends, Backend preferred) {

    /** Whether every one of them may answer, the first usable response winning; else only the preferred one may. */
    public boolean isRace() {
        return route.reply().mode() == ReplyMode.FASTEST
                || !preferred.settings().master();
    }

    /** Their names, in the same order. */
    public List<String> names() {
        return backends.stream().map(Backend::name).toList();
    }
}
