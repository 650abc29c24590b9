package io.kagemusha.standalone.mismatch;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.kagemusha.standalone.mismatch.MismatchEvent.Difference;
import io.kagemusha.standalone.terminal.Screen;
import io.kagemusha.standalone.terminal.Span;
import io.kagemusha.standalone.terminal.Style;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints mismatches: a heading, what differs, and a unified diff of the two responses where the event carries them. Used
 * by one thread.
 */
public final class MismatchPrinter implements EventOutput {

    private static final int CONTEXT_LINES = 3;
    private static final int SHOWN_DIFFERENCES = 10;
    private static final int SHOWN_DIFF_LINES = 60;
    private static final int VALUE_CHARACTERS = 80;
    private static final int LINE_CHARACTERS = 160;

    private final Screen screen;

    public MismatchPrinter(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(byte[] value) throws BadEventException {
        print(MismatchEvent.parse(value));
    }

    private void print(MismatchEvent event) {
        var heading = event.heading();
        screen.line(
                Span.bold(heading.endpoint()),
                Span.dim("  " + heading.time() + "  request " + heading.requestId() + "  signature "
                        + heading.signature()));
        printExample(event);
    }

    /** Prints what stands for a number of mismatches of one signature, and an empty line. */
    public void print(MismatchEvent example, long count) {
        screen.line(
                Span.bold(example.heading().endpoint()),
                new Span(Style.YELLOW, "  " + count + "×"),
                Span.dim("  signature " + example.heading().signature()));
        printExample(example);
    }

    private void printExample(MismatchEvent event) {
        screen.line(Span.dim("  " + event.request()));
        event.differences().stream().limit(SHOWN_DIFFERENCES).forEach(this::print);
        printRest(
                "difference",
                event.differenceCount()
                        - Math.min(SHOWN_DIFFERENCES, event.differences().size()));
        ResponseLines lines = ResponseLines.of(event);
        if (lines != null) {
            printDiff(event, lines);
        }
        screen.line("");
    }

    private void print(Difference difference) {
        screen.line(
                Span.plain("  " + difference.kind()
                        + (difference.path().isEmpty() ? "" : " " + cut(difference.path(), VALUE_CHARACTERS)) + ": "),
                new Span(Style.RED, shown(difference.reference())),
                Span.plain(" → "),
                new Span(Style.GREEN, shown(difference.shadow())));
    }

    private static String shown(@Nullable String value) {
        return value == null ? "nothing" : cut(value, VALUE_CHARACTERS);
    }

    private void printDiff(MismatchEvent event, ResponseLines lines) {
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                label(event.reference().side()),
                label(event.shadow().side()),
                lines.reference(),
                DiffUtils.diff(lines.reference(), lines.shadow()),
                CONTEXT_LINES);
        diff.stream().limit(SHOWN_DIFF_LINES).forEach(this::printDiffLine);
        printRest("line", diff.size() - SHOWN_DIFF_LINES);
    }

    private static String label(Side side) {
        return side.backend() + "  " + String.format(Locale.ROOT, "%.1f ms", side.elapsedMillis());
    }

    private void printDiffLine(String line) {
        Style style = switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '-' -> Style.RED;
            case '+' -> Style.GREEN;
            case '@' -> Style.CYAN;
            default -> Style.PLAIN;
        };
        screen.line(Span.plain("    "), new Span(style, cut(line, LINE_CHARACTERS)));
    }

    private void printRest(String what, int more) {
        if (more > 0) {
            screen.line(Span.dim("    … and " + more + " more " + what + (more == 1 ? "" : "s")));
        }
    }

    private static String cut(String text, int characters) {
        return text.length() <= characters
                ? text
                : text.substring(0, characters) + "… (" + text.length() + " characters)";
    }
}
