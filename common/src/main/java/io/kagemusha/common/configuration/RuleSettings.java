package io.kagemusha.common.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of comparison.
 *
 * @param name unique; outcomes cite it
 * @param scope where it holds
 * @param paths patterns of JSON pointers into the body; {@code *} stands for one segment, {@code **} for any number
 * @param headers names of header fields, in lower case; {@code *} for all
 * @param status whether it is about the status code
 */
public record RuleSettings(
        String name, Scope scope, List<String> paths, List<String> headers, boolean status, RuleAction action) {

    public RuleSettings {
        paths = List.copyOf(paths);
        headers = List.copyOf(headers);
    }

    /**
     * Where a rule holds.
     *
     * @param route the name of a route, or null for every one
     * @param endpoint a pattern of endpoints, {@code GET /users/*}, or null for every one
     * @param statuses of which one must fit the two responses; empty for every one
     */
    public record Scope(@Nullable String route, @Nullable String endpoint, List<StatusPair> statuses) {

        /** Everywhere. */
        public static final Scope ALL = new Scope(null, null, List.of());

        public Scope {
            statuses = List.copyOf(statuses);
        }
    }
}
