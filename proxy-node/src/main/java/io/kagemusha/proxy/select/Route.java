package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.MungeSettings;
import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.common.configuration.ReplyRule;
import io.kagemusha.common.configuration.RouteBackends;
import io.kagemusha.common.configuration.RouteMatch;
import io.kagemusha.common.configuration.RouteSettings;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.RequestHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A route with its backends looked up. Safe for use by several threads. */
public final class Route {

    private final RouteSettings settings;
    private final RequestMatcher matcher;
    private final Collection<Backend> registered;
    private final Backend master;
    private final List<Backend> shadows;
    private final List<Selected> turns;
    private final AtomicInteger turn = new AtomicInteger();

    Route(RouteSettings settings, Map<String, Backend> registered, Backend master) {
        this.settings = settings;
        this.matcher = new RequestMatcher(settings.match());
        this.registered = registered.values();
        this.master = master;
        this.shadows = lookUp(settings.shadows(), registered);
        this.turns = turns(lookUp(settings.backends(), registered));
    }

    /** The route of requests that no configured one matches. */
    static Route masterOnly(String name, Backend master) {
        var alone = RouteBackends.of(List.of(master.name()));
        var settings = new RouteSettings(name, RouteMatch.ANY, alone, ReplyRule.MASTER, Map.of());
        return new Route(settings, Map.of(master.name(), master), master);
    }

    private static List<Backend> lookUp(List<String> names, Map<String, Backend> registered) {
        return names.stream()
                .map(name -> Objects.requireNonNull(registered.get(name), name))
                .toList();
    }

    /** Made once, so that a request without hooks costs no more than taking its turn. */
    private List<Selected> turns(List<Backend> answering) {
        if (settings.reply().mode() != ReplyMode.ROUND_ROBIN) {
            return List.of(selected(answering, shadows));
        }
        var all = new ArrayList<Selected>();
        for (int first = 0; first < answering.size(); first++) {
            var order = new ArrayList<>(answering);
            Collections.rotate(order, -first);
            all.add(selected(order, shadows));
        }
        return all;
    }

    boolean matches(RequestHead head) {
        return matcher.matches(head);
    }

    public String name() {
        return settings.name();
    }

    public ReplyRule reply() {
        return settings.reply();
    }

    /** What the route changes in the copy for that backend, or null. */
    public @Nullable MungeSettings munge(Backend backend) {
        return settings.munge().get(backend.name());
    }

    /** The selection of the next request that no hook has a say in. */
    Selected next() {
        return turns.size() == 1 ? turns.get(0) : turns.get(Math.floorMod(turn.getAndIncrement(), turns.size()));
    }

    /** The selection of the next request for which hooks have chosen these, in this order. */
    Selected nextOf(List<Backend> chosen) {
        var answering = new ArrayList<>(chosen);
        answering.removeAll(shadows);
        var others = new ArrayList<>(chosen);
        others.retainAll(shadows);
        if (answering.isEmpty()) {
            others.remove(master);
            return masterAnswers(others);
        }
        if (settings.reply().mode() == ReplyMode.ROUND_ROBIN) {
            Collections.rotate(answering, -Math.floorMod(turn.getAndIncrement(), answering.size()));
        }
        return selected(answering, others);
    }

    private Selected selected(List<Backend> answering, List<Backend> others) {
        boolean withMaster = answering.contains(master);
        return switch (settings.reply().mode()) {
            case MASTER -> withMaster ? masterAnswers(joined(answering, others)) : race(answering, others);
            case FASTEST -> race(answering, others);
            case FIRST_USABLE, ROUND_ROBIN ->
                new Selected(this, settings.reply().mode(), inOrder(joined(answering, others)), answering);
        };
    }

    private Selected masterAnswers(List<Backend> others) {
        return new Selected(this, ReplyMode.MASTER, inOrder(joined(List.of(master), others)), List.of(master));
    }

    private Selected race(List<Backend> answering, List<Backend> others) {
        var contenders = new ArrayList<>(answering);
        if (contenders.remove(master)) {
            contenders.add(0, master);
        }
        return new Selected(this, ReplyMode.FASTEST, inOrder(joined(answering, others)), contenders);
    }

    private static List<Backend> joined(List<Backend> first, List<Backend> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private List<Backend> inOrder(List<Backend> some) {
        return registered.stream().filter(some::contains).toList();
    }
}
