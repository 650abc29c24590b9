package io.kagemusha.standalone.mismatch;

import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.standalone.terminal.Screen;
import io.kagemusha.standalone.terminal.Span;
import io.kagemusha.standalone.terminal.Style;
import java.util.Locale;

/** Prints outcomes as they come, one a line. */
public final class OutcomeLines implements EventOutput {

    private static final int NAME_WIDTH = Outcome.MATCH_AFTER_RULES.name().length();

    private final Screen screen;

    public OutcomeLines(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(byte[] value) throws BadEventException {
        OutcomeEvent event = OutcomeEvent.parse(value);
        Style style = switch (event.outcome()) {
            case MATCH, MATCH_AFTER_RULES -> Style.GREEN;
            case MISMATCH -> Style.RED;
            case SHADOW_FAILED, REPLY_FAILED, SHED, UNJOINED, UNCOMPARABLE -> Style.YELLOW;
        };
        screen.line(
                new Span(style, ("%-" + NAME_WIDTH + "s").formatted(event.outcome())),
                Span.plain("  " + event.endpoint()),
                Span.dim("  " + shown(event.reference()) + " / " + shown(event.shadow()) + "  " + event.reason()));
    }

    private static String shown(Side side) {
        return side.backend()
                + (side.status() == 0
                        ? ""
                        : String.format(Locale.ROOT, " %d %.1f ms", side.status(), side.elapsedMillis()));
    }
}
