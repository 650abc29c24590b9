package io.kagemusha.standalone.mismatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.standalone.terminal.Inert;
import java.io.PrintWriter;

/** Prints events as they are, one a line. What a terminal would obey is escaped as JSON allows, so the data is the same. */
public final class JsonLines implements EventOutput {

    private final PrintWriter out;

    public JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(byte[] value) throws BadEventException {
        EventJson.parse(value);
        // In valid JSON, line breaks stand between tokens only
        out.println(Inert.line(new String(value, UTF_8).replace('\n', ' ').replace('\r', ' ')));
    }
}
