package io.kagemusha.standalone.terminal;

/**
 * Makes text from the traffic harmless for a terminal: whatever could move the cursor, colour, reorder, hide or start a
 * new line becomes a visible escape such as {@code \u001b}. Tabs stay.
 */
public final class Inert {

    private Inert() {}

    /** The text as one harmless line. */
    public static String line(String text) {
        StringBuilder line = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (line == null && isActive(c)) {
                line = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (line != null) {
                append(line, c);
            }
            i += Character.charCount(c);
        }
        return line == null ? text : line.toString();
    }

    private static void append(StringBuilder line, int c) {
        if (!isActive(c)) {
            line.appendCodePoint(c);
        } else if (c == '\n') {
            line.append("\\n");
        } else if (c == '\r') {
            line.append("\\r");
        } else {
            for (char unit : Character.toChars(c)) {
                line.append("\\u%04x".formatted((int) unit));
            }
        }
    }

    private static boolean isActive(int c) {
        if ((c >= ' ' && c < 0x7f) || c == '\t') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
