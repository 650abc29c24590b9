package io.kagemusha.common.configuration;

/**
 * Where each request leaves a line, and what it looks like.
 *
 * @param file a path, {@code stdout} or {@code stderr}
 * @param prefix what lines begin with, or a member of that name in JSON; may be empty
 */
public record AccessLogSettings(String file, Format format, String prefix) {

    /** How a line is written. */
    public enum Format {
        TEXT,
        JSON
    }

    public static final String STDOUT = "stdout";
    public static final String STDERR = "stderr";
}
