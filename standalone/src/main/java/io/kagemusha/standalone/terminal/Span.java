package io.kagemusha.standalone.terminal;

/** A piece of a line in one style. */
public record Span(Style style, String text) {

    public static Span plain(String text) {
        return new Span(Style.PLAIN, text);
    }

    public static Span bold(String text) {
        return new Span(Style.BOLD, text);
    }

    public static Span dim(String text) {
        return new Span(Style.DIM, text);
    }
}
