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
        List<String> shadows = backends(section, "shadows");
        List<String> answering = answering(section, shadows);
        var selected = new ArrayList<>(answering);
        selected.addAll(shadows);
        return new RouteSettings(
                name,
                RouteMatchReader.read(section.section("match")),
                new RouteBackends(answering, shadows, !section.has("backends")),
                reply(section),
                munge(section.section("munge"), selected));
    }

    private List<String> answering(Section section, List<String> shadows) {
        if (section.has("backends")) {
            return backends(section, "backends").stream()
                    .filter(name -> isNoShadow(section, name, shadows))
                    .toList();
        }
        var others = new ArrayList<>(backendNames);
        others.removeAll(shadows);
        if (others.isEmpty()) {
            section.fault("shadows", String.join(", ", shadows), "at least one backend left to answer");
        }
        return others;
    }

    private static boolean isNoShadow(Section section, String name, List<String> shadows) {
        if (shadows.contains(name)) {
            section.fault("shadows", name, "none of backends, which may answer");
            return false;
        }
        return true;
    }

    /** Each of them once, in the order of the file. */
    private List<String> backends(Section section, String key) {
        List<String> named = section.filledList(key, backend, "at least one backend");
        List<String> distinct = named.stream().distinct().toList();
        if (distinct.size() < named.size()) {
            section.fault(key, String.join(", ", named), "each backend once");
        }
        return distinct;
    }

    private static ReplyRule reply(Section section) {
        ReplyMode mode = section.get("reply", REPLY, ReplyRule.MASTER.mode());
        List<Integer> usable = usable(section);
        return usable.isEmpty() ? ReplyRule.of(mode) : new ReplyRule(mode, usable);
    }

    private static List<Integer> usable(Section section) {
        return section.filledList("usable", STATUS_CLASS, "at least one " + STATUS_CLASS.expected()).stream()
                .distinct()
                .sorted()
                .toList();
    }

    private static Map<String, MungeSettings> munge(Section section, List<String> selected) {
        var munge = new LinkedHashMap<String, MungeSettings>();
        var name = ValueType.reference("a backend that this route selects", selected);
        section.named(name, "BACKEND").forEach((backend, settings) -> munge.put(backend, MungeReader.read(settings)));
        return munge;
    }
}
