package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.measure.Case;
import io.kagemusha.benchmarks.measure.Contestant;
import io.kagemusha.benchmarks.measure.Result;
import io.kagemusha.benchmarks.measure.Sample;
import io.kagemusha.benchmarks.peer.Nginx;
import io.kagemusha.benchmarks.peer.Origins;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.Setting;
import io.kagemusha.benchmarks.report.MarkdownTable;
import io.kagemusha.benchmarks.report.Plots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How CPU time for one request grows with body size, shadows, routes and connections. */
public final class Growth implements Suite {

    private static final int KIBIBYTE = 1024;

    /** Each may hold a second socket to the origin, and many machines allow a process 20 000 files. */
    private static final int MANY = 8000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var table = new MarkdownTable("grows", "value", "peer", "CPU µs/request");
        plot(surroundings, table, "body-size", "response body, bytes", bodySizes(surroundings));
        plot(surroundings, table, "shadows", "shadows", shadows(surroundings));
        plot(surroundings, table, "routes", "routes", routes(surroundings));
        plot(surroundings, table, "connections", "client connections", connections(surroundings));
    }

    private static Map<Integer, Case> bodySizes(Surroundings surroundings) {
        Map<Integer, Case> cases = new LinkedHashMap<>();
        for (int size : Origins.SIZES) {
            if (size > 0) {
                cases.put(size, both(surroundings.setting(0), new Traffic(size, 0, 64)));
            }
        }
        return cases;
    }

    private static Map<Integer, Case> shadows(Surroundings surroundings) {
        Map<Integer, Case> cases = new LinkedHashMap<>();
        for (int count = 0; count <= 4; count++) {
            cases.put(count, both(surroundings.setting(count), Traffic.USUAL));
        }
        return cases;
    }

    private static Map<Integer, Case> routes(Surroundings surroundings) {
        Map<Integer, Case> cases = new LinkedHashMap<>();
        for (int count : List.of(1, 10, 100, 1000)) {
            Setting setting = surroundings.setting(0).withRoutes(count);
            cases.put(
                    count,
                    new Case(
                            "routes", "", Traffic.USUAL, List.of(new Contestant(new ProxyNode("kagemusha"), setting))));
        }
        return cases;
    }

    private static Map<Integer, Case> connections(Surroundings surroundings) {
        Map<Integer, Case> cases = new LinkedHashMap<>();
        for (int count : List.of(1, 10, 100, 1000, MANY)) {
            cases.put(count, both(surroundings.setting(0), new Traffic(KIBIBYTE, 0, count)));
        }
        return cases;
    }

    private static Case both(Setting setting, Traffic traffic) {
        return new Case(
                "growth",
                "",
                traffic,
                List.of(
                        new Contestant(new Nginx("nginx"), setting),
                        new Contestant(new ProxyNode("kagemusha"), setting)));
    }

    private void plot(
            Surroundings surroundings, MarkdownTable table, String file, String what, Map<Integer, Case> cases)
            throws IOException, InterruptedException {
        var rounds = surroundings.rounds();
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        List<Double> xs = new ArrayList<>();
        for (Map.Entry<Integer, Case> entry : cases.entrySet()) {
            Result result = rounds.run(entry.getValue());
            xs.add((double) entry.getKey());
            for (Contestant contestant : entry.getValue().contestants()) {
                var cpu = result.spread(contestant.name(), Sample::cpuMicros);
                lines.computeIfAbsent(contestant.name(), name -> new ArrayList<>())
                        .add(cpu.median());
                table.row(what, String.format(Locale.ROOT, "%d", entry.getKey()), contestant.name(), cpu.text(1));
            }
            System.out.println(table.lastRows(entry.getValue().contestants().size()));
            surroundings.write(name() + ".md", table.toString());
        }
        Plots.write(surroundings.result(name() + "-" + file), "CPU time for one request", what, "µs", xs, lines);
    }
}
