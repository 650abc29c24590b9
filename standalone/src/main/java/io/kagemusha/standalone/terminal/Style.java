package io.kagemusha.standalone.terminal;

/** How a piece of text looks, by the SGR parameter of ECMA-48 that makes it so. */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String parameter;

    Style(String parameter) {
        this.parameter = parameter;
    }

    String paint(String text) {
        return parameter.isEmpty() || text.isEmpty() ? text : "\u001b[" + parameter + "m" + text + "\u001b[0m";
    }
}
