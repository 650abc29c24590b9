package io.kagemusha.common.configuration;

import java.time.Duration;
import java.util.List;

/**
 * How responses are compared.
 *
 * @param joinTimeout how long the records of an exchange may be apart, by the broker's clock
 * @param ignoreHeaders names of fields that are never compared, in lower case: the defaults and those configured
 * @param endpoints path templates, {@code /users/{id}}, tried in order before ids are recognised by their looks
 * @param inlineBodyBytes how much of each body stands in a mismatch event
 */
public record CompareSettings(
        Duration joinTimeout,
        boolean onlyComplete,
        List<String> ignoreHeaders,
        List<String> endpoints,
        List<RuleSettings> rules,
        int inlineBodyBytes) {

    public static final CompareSettings DEFAULT =
            new CompareSettings(Duration.ofMinutes(2), false, IgnoredHeaders.DEFAULT, List.of(), List.of(), 64 << 10);

    public CompareSettings {
        ignoreHeaders = List.copyOf(ignoreHeaders);
        endpoints = List.copyOf(endpoints);
        rules = List.copyOf(rules);
    }
}
