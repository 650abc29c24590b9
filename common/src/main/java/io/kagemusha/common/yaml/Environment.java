package io.kagemusha.common.yaml;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Puts environment variables into values: <code>${NAME}</code>, and <code>${NAME:-default}</code> where it is unset or
 * empty, as POSIX shells do. <code>$${</code> stands for the characters <code>${</code> themselves.
 */
final class Environment {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<or>:-(?<default>[^}]*))?}|\\$\\{");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * The text with its references replaced, once: what a variable holds is not looked at again.
     *
     * @throws IllegalArgumentException saying what was expected of the reference that cannot be replaced
     */
    String substitute(String text) {
        if (!text.contains("${")) {
            return text;
        }
        var matcher = REFERENCE.matcher(text);
        var result = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(result, "");
            if (matcher.group().equals("$${")) {
                result.append("${");
            } else {
                result.append(value(matcher.group("name"), matcher.group("or"), matcher.group("default")));
            }
        }
        return matcher.appendTail(result).toString();
    }

    /** Text that {@link #substitute} turns into {@code text}. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    private String value(String name, String or, String fallback) {
        if (name == null) {
            throw new IllegalArgumentException("${NAME} or ${NAME:-default}, or $${ for the characters themselves");
        }
        String value = variables.get(name);
        if (or != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "the environment variable " + name + " to be set, or a default as in ${" + name + ":-default}");
        }
        return value;
    }
}
