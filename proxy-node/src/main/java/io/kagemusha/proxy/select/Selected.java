package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.proxy.backend.Backend;
import java.util.List;
import java.util.function.Predicate;

/**
 * The backends of one request.
 *
 * @param mode how the one that answers is found; {@link ReplyMode#MASTER} where there is no choice
 * @param backends all of them, in order of registration
 * @param contenders those that may answer, at least one, the preferred one first; where they are asked one after the
 *     other, in that order
 */
public record Selected(Route route, ReplyMode mode, List<Backend> backends, List<Backend> contenders) {

    /** The one meant to answer: where several are asked at once and the master is one of them, the master. */
    public Backend preferred() {
        return contenders.get(0);
    }

    /** Whether its response may become the client's; else it is a shadow. */
    public boolean mayAnswer(Backend backend) {
        return contenders.contains(backend);
    }

    /** The names of {@link #backends}. */
    public List<String> names() {
        return names(backend -> true);
    }

    /** The names of those of {@link #backends} that are wanted. */
    public List<String> names(Predicate<Backend> wanted) {
        return backends.stream().filter(wanted).map(Backend::name).toList();
    }

    /** The preferred one alone, whatever it answers. */
    public Selected alone() {
        return new Selected(route, ReplyMode.MASTER, List.of(preferred()), List.of(preferred()));
    }

    /**
     * Those that may answer, and nobody else. A race would be lost by all but one, which makes them shadows; so they are asked
     * one after the other.
     */
    Selected unshadowed() {
        return new Selected(route, mode == ReplyMode.FASTEST ? ReplyMode.FIRST_USABLE : mode, contenders, contenders);
    }

    /** These without some shadows. */
    Selected without(List<Backend> shadows) {
        return new Selected(
                route,
                mode,
                backends.stream().filter(backend -> !shadows.contains(backend)).toList(),
                contenders);
    }
}
