package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code routes}. */
final class RouteReader {

    private static final ValueType<ReplyMode> REPLY = ValueType.oneOf(ReplyMode.class);
    private static final ValueType<Integer> STATUS_CLASS = ValueType.of(
            "one of 100, 200, 300, 400, 500", text -> text.matches("[1-5]00") ? Integer.valueOf(text) : null);

    private final List<String> backendNames;
    private final ValueType<String> backend;

    private RouteReader(List<String> backendNames) {
        this.backendNames = backendNames;
        this.backend = ValueType.reference("the name of a backend", backendNames);
    }

    /** The routes in the order of the file; where there are none, the one that selects every backend. */
    static List<RouteSettings> readAll(Section root, List<String> backendNames) {
        List<Section> sections = root.sections("routes");
        if (sections.isEmpty()) {
            return backendNames.isEmpty() ? List.of() : List.of(RouteSettings.ofAll(backendNames));
        }
        var reader = new RouteReader(backendNames);
        var routes = new ArrayList<RouteSettings>();
        var names = new HashSet<String>();
        for (Section section : sections) {
            RouteSettings route = reader.read(section);
            if (section.has("name") && !names.add(route.name())) {
                section.fault("name", route.name(), "a name that no other route has");
            }
            routes.add(route);
        }
        return routes;
    }

    private RouteSettings read(Section section) {
        String name = section.require("name", Names.NAME, RouteSettings.DEFAULT_NAME);
        List<String> selected = selected(section);
        var reply = new ReplyRule(section.get("reply", REPLY, ReplyRule.MASTER.mode()), usable(section));
        return new RouteSettings(
                name,
                RouteMatchReader.read(section.section("match")),
                selected,
                reply,
                munge(section.section("munge"), selected));
    }

    private List<String> selected(Section section) {
        List<String> named = section.list("backends", backend);
        if (!section.has("backends")) {
            return backendNames;
        }
        if (section.isEmptyList("backends")) {
            section.fault("backends", "an empty list", "at least one backend");
        }
        if (new HashSet<>(named).size() < named.size()) {
            section.fault("backends", String.join(", ", named), "each backend once");
        }
        return backendNames.stream().filter(named::contains).toList();
    }

    private static List<Integer> usable(Section section) {
        List<Integer> classes = section.list("usable", STATUS_CLASS);
        if (section.isEmptyList("usable")) {
            section.fault("usable", "an empty list", "at least one " + STATUS_CLASS.expected());
        }
        return classes.isEmpty()
                ? ReplyRule.MASTER.usable()
                : classes.stream().distinct().sorted().toList();
    }

    private static Map<String, MungeSettings> munge(Section section, List<String> selected) {
        var munge = new LinkedHashMap<String, MungeSettings>();
        var name = ValueType.reference("a backend that this route selects", selected);
        section.named(name, "BACKEND").forEach((backend, settings) -> munge.put(backend, MungeReader.read(settings)));
        return munge;
    }
}
