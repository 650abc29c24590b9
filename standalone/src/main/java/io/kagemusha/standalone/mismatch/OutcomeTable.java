package io.kagemusha.standalone.mismatch;

import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.standalone.mismatch.OutcomeCounts.Counts;
import io.kagemusha.standalone.mismatch.OutcomeCounts.Row;
import io.kagemusha.standalone.terminal.Inert;
import io.kagemusha.standalone.terminal.Screen;
import io.kagemusha.standalone.terminal.Span;
import io.kagemusha.standalone.terminal.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts outcomes and prints them per endpoint as a table, and their sum; outcomes that never came have no column. */
public final class OutcomeTable implements EventOutput {

    private static final Set<Outcome> ALWAYS_SHOWN =
            EnumSet.of(Outcome.MATCH, Outcome.MATCH_AFTER_RULES, Outcome.MISMATCH);

    private final Screen screen;
    private final OutcomeCounts counts = new OutcomeCounts();

    public OutcomeTable(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(byte[] value) throws BadEventException {
        counts.add(OutcomeEvent.parse(value));
    }

    @Override
    public void end() {
        print(counts);
    }

    /** Prints a line for each endpoint, or for each endpoint and shadow where there are several shadows; then the sum. */
    public void print(OutcomeCounts outcomes) {
        Map<Row, Counts> rows = outcomes.rows();
        boolean severalShadows =
                rows.keySet().stream().map(Row::shadow).distinct().count() > 1;
        var columns = ALWAYS_SHOWN.stream().collect(Collectors.toCollection(() -> EnumSet.noneOf(Outcome.class)));
        for (Outcome outcome : Outcome.values()) {
            if (outcomes.of(outcome) > 0) {
                columns.add(outcome);
            }
        }
        var table = new ArrayList<List<String>>();
        table.add(head(columns));
        rows.forEach((row, of) ->
                table.add(line(severalShadows ? row.endpoint() + " · " + row.shadow() : row.endpoint(), of, columns)));
        if (rows.size() > 1) {
            table.add(line("all", outcomes.sum(), columns));
        }
        print(table);
    }

    private static List<String> head(Set<Outcome> columns) {
        var head = new ArrayList<String>();
        head.add("endpoint");
        columns.forEach(
                outcome -> head.add(outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        head.add("reply ms");
        head.add("shadow ms");
        return head;
    }

    private static List<String> line(String name, Counts counts, Set<Outcome> columns) {
        var line = new ArrayList<String>();
        line.add(Inert.line(name));
        columns.forEach(outcome -> line.add(counts.of(outcome) == 0 ? "·" : Long.toString(counts.of(outcome))));
        line.add(millis(counts.meanReferenceMillis()));
        line.add(millis(counts.meanShadowMillis()));
        return line;
    }

    private static String millis(double mean) {
        return Double.isNaN(mean) ? "·" : String.format(Locale.ROOT, "%.1f", mean);
    }

    private void print(List<List<String>> table) {
        int[] widths = new int[table.get(0).size()];
        table.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        for (int i = 0; i < table.size(); i++) {
            screen.line(new Span(i == 0 ? Style.DIM : Style.PLAIN, aligned(table.get(i), widths)));
        }
    }

    /** The name to the left, numbers to the right. */
    private static String aligned(List<String> line, int[] widths) {
        var text = new StringBuilder(line.get(0))
                .append(" ".repeat(widths[0] - line.get(0).length()));
        for (int i = 1; i < widths.length; i++) {
            text.append("  ")
                    .append(" ".repeat(widths[i] - line.get(i).length()))
                    .append(line.get(i));
        }
        return text.toString();
    }
}
