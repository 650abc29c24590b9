package io.kagemusha.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
public final class MarkdownTable {

    private final List<String> lines = new ArrayList<>();

    public MarkdownTable(String... titles) {
        row(titles);
        lines.add("|" + "---|".repeat(titles.length));
    }

    public void row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    /** The last {@code count} rows, to be shown while others are still measured. */
    public String lastRows(int count) {
        return String.join("\n", lines.subList(lines.size() - count, lines.size()));
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
