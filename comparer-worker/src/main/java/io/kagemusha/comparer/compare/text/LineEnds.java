package io.kagemusha.comparer.compare.text;

/** Names the ways in which the lines of a text end. */
final class LineEnds {

    private LineEnds() {}

    /** {@code line ends: 12 CRLF, 1 LF, none at the end}. */
    static String describe(String text) {
        int crLf = 0;
        int lf = 0;
        int cr = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lf++;
            } else if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                crLf++;
                i++;
            } else if (c == '\r') {
                cr++;
            }
        }
        boolean closed = text.endsWith("\n") || text.endsWith("\r");
        return "line ends: " + lf + " LF, " + crLf + " CRLF, " + cr + " CR" + (closed ? "" : ", none at the end");
    }
}
