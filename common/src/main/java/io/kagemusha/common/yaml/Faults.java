package io.kagemusha.common.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The faults of one document, collected in any order and told in the order of the lines that they are on. */
final class Faults {

    private static final int SHOWN_CHARACTERS = 200;

    /** The user information of a URL, which is not for logs (RFC 3986, 7.5). */
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");

    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    Faults(String file) {
        this.file = file;
    }

    /** A fault of the whole document. */
    void add(String text) {
        add(0, text);
    }

    /** A fault on a line, counted from 1. */
    void add(int line, String text) {
        faults.add(new Fault(line, printable(text)));
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** One line of text each: {@code file:12: text}, without file and line where it is about the whole. */
    List<String> lines() {
        return faults.stream()
                .sorted(Comparator.comparingInt(Fault::line))
                .map(fault -> at(file, fault.line()) + fault.text())
                .distinct()
                .toList();
    }

    static String at(String file, int line) {
        if (line == 0) {
            return "";
        }
        return file.isEmpty() ? "line " + line + ": " : file + ":" + line + ": ";
    }

    /** The beginning of a text of any length. */
    static String shown(String text) {
        int end = Math.min(text.length(), SHOWN_CHARACTERS);
        return printable(text.substring(0, end)) + (end < text.length() ? "…" : "");
    }

    private static String printable(String text) {
        return CREDENTIALS
                .matcher(text)
                .replaceAll("//***@")
                .codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private record Fault(int line, String text) {}
}
