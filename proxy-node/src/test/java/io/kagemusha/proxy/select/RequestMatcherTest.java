package io.kagemusha.proxy.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RouteMatch;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestMatcherTest {

    private static RequestHead request(String method, String target, String... fields) {
        var headers = new DefaultHttpHeaders();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return new RequestHead(method, target, "HTTP/1.1", headers, BodyFraming.NONE);
    }

    private static boolean matches(RouteMatch match, RequestHead request) {
        return new RequestMatcher(match).matches(request);
    }

    @Test
    void matchesEverythingWithoutConditions() {
        assertThat(matches(RouteMatch.ANY, request("OPTIONS", "*"))).isTrue();
    }

    @Test
    void asksForAnyOfTheMethods() {
        var match = new RouteMatch(Set.of("GET", "HEAD"), List.of(), Set.of(), Map.of());

        assertThat(matches(match, request("HEAD", "/"))).isTrue();
        assertThat(matches(match, request("POST", "/"))).isFalse();
        assertThat(matches(match, request("get", "/"))).isFalse();
    }

    @Test
    void asksForAnyOfThePathsWithoutQuery() {
        var match = new RouteMatch(Set.of(), List.of("/a/*", "/b"), Set.of(), Map.of());

        assertThat(matches(match, request("GET", "/a/x?/y/z"))).isTrue();
        assertThat(matches(match, request("GET", "http://host/b?c"))).isTrue();
        assertThat(matches(match, request("GET", "/c?/a/x"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, true",
        "EXAMPLE.org:8080, true",
        "www.example.com, true",
        "a.b.example.com:81, true",
        "example.com, false",
        "notexample.com, false",
        "[::1]:80, true",
        "[::1], true",
        "'', false",
    })
    void asksForAnyOfTheHostsWithoutPort(String host, boolean matches) {
        var match = new RouteMatch(Set.of(), List.of(), Set.of("example.org", "*.example.com", "[::1]"), Map.of());

        assertThat(matches(match, request("GET", "/", "Host", host))).isEqualTo(matches);
    }

    /** At a cost that grew with the square of the length this would take days. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void looksAtEachByteOfAHostOnce() {
        var match = new RouteMatch(Set.of(), List.of(), Set.of("*.example.com"), Map.of());

        assertThat(matches(match, request("GET", "/", "Host", "a.".repeat(8 << 20))))
                .isFalse();
    }

    @Test
    void doesNotMatchHostOfRequestWithout() {
        var match = new RouteMatch(Set.of(), List.of(), Set.of("example.org"), Map.of());

        assertThat(matches(match, request("GET", "/"))).isFalse();
    }

    @Test
    void asksForAllOfTheFieldsByAnyOfTheirValues() {
        var match = new RouteMatch(Set.of(), List.of(), Set.of(), Map.of("x-beta", "1", "x-any", "*"));

        assertThat(matches(match, request("GET", "/", "X-Beta", "0", "X-Beta", "1", "X-Any", "")))
                .isTrue();
        assertThat(matches(match, request("GET", "/", "X-Beta", "1"))).isFalse();
        assertThat(matches(match, request("GET", "/", "X-Beta", "2", "X-Any", "x")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'text/html, application/json', true",
        "'text/html,application/json', false",
        "text/html, false",
        "'text/html, application/json, */*', false",
        "'Text/HTML, application/json', false",
    })
    void comparesValuesAsAWhole(String value, boolean matches) {
        var match = new RouteMatch(Set.of(), List.of(), Set.of(), Map.of("accept", "text/html, application/json"));

        assertThat(matches(match, request("GET", "/", "Accept", value))).isEqualTo(matches);
        assertThat(matches(match, request("GET", "/", "Accept", "a", "Accept", value)))
                .isEqualTo(matches);
    }

    @Test
    void doesNotMatchAMemberOfAList() {
        var match = new RouteMatch(Set.of(), List.of(), Set.of(), Map.of("x-tenant", "acme"));

        assertThat(matches(match, request("GET", "/", "X-Tenant", "evil, acme")))
                .isFalse();
        assertThat(matches(match, request("GET", "/", "X-Tenant", "evil", "X-Tenant", "acme")))
                .isTrue();
    }
}
