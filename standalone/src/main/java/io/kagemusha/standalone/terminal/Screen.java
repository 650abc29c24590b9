package io.kagemusha.standalone.terminal;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/**
 * Where lines for a person go. Every text is made {@link Inert} here, so that no caller can forget it. As safe for use by
 * several threads as its writer: whole lines are written at once.
 */
public final class Screen {

    private final PrintWriter out;
    private final boolean colours;

    public Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Coloured when standard output is a terminal and {@code NO_COLOR} is not set. */
    public static Screen on(PrintWriter standardOutput) {
        return new Screen(standardOutput, Ansi.AUTO.enabled());
    }

    /** Writes one line, whatever line breaks are in the text. */
    public void line(Span... spans) {
        var line = new StringBuilder();
        for (Span span : spans) {
            String text = Inert.line(span.text());
            line.append(colours ? span.style().paint(text) : text);
        }
        out.println(line);
    }

    /** Writes one line in the plain style. */
    public void line(String text) {
        line(Span.plain(text));
    }

    /** Whether nobody reads any more, as when the reader of a pipe has gone. */
    public boolean abandoned() {
        return out.checkError();
    }
}
