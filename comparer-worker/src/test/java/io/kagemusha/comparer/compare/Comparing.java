package io.kagemusha.comparer.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.configuration.RuleSettings;
import io.kagemusha.common.configuration.RuleSettings.Scope;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.time.Duration;
import java.util.List;

/** What tests of comparisons are written with. */
final class Comparing {

    private final ResponseComparator comparator;

    private Comparing(RuleSettings... rules) {
        this.comparator = new ResponseComparator(new CompareSettings(
                Duration.ofMinutes(10),
                false,
                CompareSettings.DEFAULT.ignoreHeaders(),
                List.of(),
                List.of(rules),
                1024));
    }

    static Comparing withRules(RuleSettings... rules) {
        return new Comparing(rules);
    }

    static RuleSettings path(String name, String path, RuleAction action) {
        return new RuleSettings(name, Scope.ALL, List.of(path), List.of(), false, action);
    }

    static RuleSettings header(String name, String header, RuleAction action) {
        return new RuleSettings(name, Scope.ALL, List.of(), List.of(header), false, action);
    }

    static ResponseMessage json(String body) {
        return response(200, Headers.of("Content-Type", "application/json"), body.getBytes(UTF_8));
    }

    static ResponseMessage text(String body) {
        return response(200, Headers.of("Content-Type", "text/plain"), body.getBytes(UTF_8));
    }

    static ResponseMessage response(int status, Headers headers, byte[] body) {
        return new ResponseMessage(status, "", "HTTP/1.1", headers, Body.of(body), new Headers());
    }

    Verdict verdict(ResponseMessage reference, ResponseMessage shadow) {
        return comparator.compare("default", "GET /users/{id}", "production", reference, "staging", shadow);
    }

    Comparison compare(ResponseMessage reference, ResponseMessage shadow) {
        Verdict verdict = verdict(reference, shadow);
        if (verdict instanceof Verdict.Compared compared) {
            return compared.comparison();
        }
        throw new AssertionError(verdict);
    }

    /** {@code kind path: reference / shadow}, in the order of their discovery. */
    List<String> differences(ResponseMessage reference, ResponseMessage shadow) {
        return compare(reference, shadow).differences().stream()
                .map(d -> d.kind().wireName() + " " + d.path() + ": " + d.reference() + " / " + d.shadow())
                .toList();
    }
}
