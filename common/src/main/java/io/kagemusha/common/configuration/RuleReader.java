package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Reads the {@code rules} of comparison. */
final class RuleReader {

    private static final ValueType<String> ENDPOINT = ValueType.text(
            "a method and a path pattern, such as GET /users/* or * /search/**",
            text -> text.matches("[^\\s/]+ /\\S*"));

    private static final ValueType<String> POINTER = ValueType.text(
            "a pattern of JSON pointers, which starts with '/' or is empty",
            text -> text.isEmpty() || text.startsWith("/"));

    private final ValueType<String> route;

    private RuleReader(List<RouteSettings> routes) {
        route = routes.isEmpty()
                ? Names.NAME
                : ValueType.reference(
                        "the name of a route",
                        routes.stream().map(RouteSettings::name).toList());
    }

    static List<RuleSettings> readAll(Section compare, List<RouteSettings> routes) {
        var reader = new RuleReader(routes);
        var rules = new ArrayList<RuleSettings>();
        var names = new HashSet<String>();
        for (Section section : compare.sections("rules")) {
            RuleSettings rule = reader.read(section);
            if (section.has("name") && !names.add(rule.name())) {
                section.fault("name", rule.name(), "a name that no other rule has");
            }
            rules.add(rule);
        }
        return rules;
    }

    private RuleSettings read(Section section) {
        var rule = new RuleSettings(
                section.require("name", Names.NAME, "rule"),
                new RuleSettings.Scope(
                        section.find("route", route),
                        section.find("endpoint", ENDPOINT),
                        section.filledList("statuses", StatusPair.TYPE, "at least one, or no such key for all")),
                section.filledList("paths", POINTER, "at least one pattern of JSON pointers"),
                headers(section),
                section.get("status", ValueType.FLAG, false),
                RuleActionReader.read(section));
        if (!section.has("paths") && !section.has("headers") && !rule.status()) {
            section.fault("paths", "none", "at least one of paths, headers and status: true");
        }
        return rule;
    }

    private static List<String> headers(Section section) {
        return section.filledList("headers", Names.FIELD, "at least one field").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }
}
