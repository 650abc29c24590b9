package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFaultsTest {

    /** What every file below begins with, on one line. */
    private static final String BACKENDS =
            "backends: { a: { url: http://a, master: true }, b: { url: http://b, sample: 10% } }\n";

    @Test
    void refusesAFileWithoutBackends() {
        assertThat(faults("", Part.PROXY))
                .containsExactly("no backend defined (expected: backends, exactly one of them with master: true)");
        assertThat(faults("backends:\n", Part.PROXY)).hasSize(1);
        assertThat(faults("backends: {}\n", Part.PROXY)).hasSize(1);
    }

    @Test
    void refusesBackendsWithoutMaster() {
        assertThat(faults("backends: { a: { url: http://a } }", Part.PROXY))
                .containsExactly("no master backend defined");
    }

    @Test
    void saysThatAHostHasNoUnderscore() {
        assertThat(faults("backends: { a: { url: http://a_b:1, master: true } }"))
                .singleElement()
                .asString()
                .contains("backends.a.url: http://a_b:1 (expected: ", "or underscore in the host");
    }

    @Test
    void suggestsNothingThatWasWrittenAlready() {
        assertThat(faults("backends: { a: { url: http://a, master: true, sample-by: 'header:' } }"))
                .singleElement()
                .asString()
                .contains("sample-by: header: (expected: ")
                .doesNotContain("did you mean");
    }

    @Test
    void refusesTwoMasters() {
        assertThat(faults("""
                backends:
                  a: { url: http://a, master: true }
                  b:
                    url: http://b
                    master: true
                """))
                .containsExactly("line 5: backends.b.master: true (expected: one master, which a is already)");
    }

    @Test
    void refusesMoreBackendsThanARecordMayName() {
        // Given
        String others = IntStream.range(0, 300)
                .mapToObj(i -> "  b" + i + ": { url: http://b }\n")
                .collect(Collectors.joining());

        // When, then
        assertThat(faults("backends:\n  a: { url: http://a, master: true }\n" + others))
                .containsExactly("backends: 301 (expected: at most 300)");
    }

    @Test
    void refusesCaptureWithoutKafka() {
        assertThat(faults(BACKENDS, Part.KAFKA))
                .containsExactly("kafka.bootstrap.servers: none (expected: host:port, several separated by commas)");
    }

    @Test
    void acceptsAProxyWithoutKafkaThatCapturesNothing() {
        assertThat(faults(BACKENDS + "capture: { when: never }", Part.PROXY, Part.KAFKA))
                .isEmpty();
    }

    @Test
    void refusesKeysGivenTwiceWithTheirPath() {
        assertThat(faults("""
                backends:
                  a: { url: http://a, master: true }
                  a: { url: http://b }
                capture: { max-body: 1KiB, max-body: 2KiB }
                """))
                .containsExactly(
                        "line 3: backends.a: given twice (expected: once, as on line 2)",
                        "line 4: capture.max-body: given twice (expected: once, as on line 4)");
    }

    @Test
    void reportsAllFaultsInTheOrderOfTheLines() {
        assertThat(faults("""
                client-timeout: 1:30
                backends:
                  a: { url: ftp://a, master: yes }
                capture: [always]
                """))
                .containsExactly(
                        "no master backend defined",
                        "line 1: client-timeout: 1:30 (expected: a duration from 1ms to 24h, such as 500ms, 15s, 2m)",
                        "line 3: backends.a.url: ftp://a (expected: one http or https URL with a host, such as"
                                + " http://10.0.0.1:3000/base, or a unix socket, such as http://unix:/run/app.sock;"
                                + " no user, fragment, comma, or underscore in the host)",
                        "line 3: backends.a.master: yes (expected: true or false)",
                        "line 4: capture: a list (expected: a mapping, key: value)");
    }

    static Stream<Arguments> faultyLines() {
        String route = "routes: [ { name: r, backends: [a, b], %s } ]";
        String rule = "compare: { rules: [ { name: r, %s } ] }";
        return Stream.of(
                arguments("clint-timeout: 1s", "clint-timeout: unknown key (did you mean 'client-timeout'?)"),
                arguments("captur: {}", "captur: unknown key (did you mean 'capture'?)"),
                arguments("capture: { maxBody: 1 }", "capture.maxBody: unknown key (did you mean 'max-body'?)"),
                arguments(
                        "capture: { redaction: 1 }",
                        "capture.redaction: unknown key (expected: one of buffer, max-body, redact, when)"),
                arguments("? [x]\n: 1", "document: a list as a key (expected: a name)"),
                arguments("client-timeout:", "client-timeout: nothing (expected: a duration"),
                arguments("client-timeout: { a: 1s }", "client-timeout: a mapping (expected: a duration"),
                arguments("client-timeout: 15", "client-timeout: 15 (expected: a duration"),
                arguments("client-timeout: 0s", "client-timeout: 0s (expected: a duration from 1ms to 24h"),
                arguments("client-timeout: 25h", "client-timeout: 25h (expected: a duration from 1ms to 24h"),
                arguments("no-answer-status: 404", "no-answer-status: 404 (expected: a whole number from 500 to 599)"),
                arguments("no-answer-status: 0x1F6", "no-answer-status: 0x1F6 (expected: a whole number"),
                arguments("listeners: 8080", "listeners: 8080 (expected: a list)"),
                arguments("listeners: [ {} ]", "listeners[0].address: none (expected: host:port"),
                arguments("listeners: [ { address: '8080' } ]", "listeners[0].address: 8080 (expected: host:port"),
                arguments("listeners: [ { address: 'h:65536' } ]", "listeners[0].address: h:65536 (expected"),
                arguments(
                        "listeners: [ { address: 'h:1' }, { address: 'h:1' } ]",
                        "listeners[1].address: h:1 (expected: each address once)"),
                arguments(
                        "admin: { address: '127.0.0.1:8080' }",
                        "admin.address: 127.0.0.1:8080 (expected: an address that no listener has)"),
                arguments(
                        "admin: { address: '0.0.0.0:9901' }",
                        "admin.token: none (expected: at least 16 letters, digits, '-', '.', '_', '~', '+' and '/',"
                                + " because other machines reach 0.0.0.0:9901)"),
                arguments(
                        "admin: { address: '127.0.0.1:9901', token: hunter2 }",
                        "admin.token: ******** (expected: at least 16 letters, digits, '-', '.', '_', '~', '+' and"
                                + " '/')"),
                arguments(
                        "admin: { tls: { certificate: a.pem } }",
                        "admin.tls.key: none (expected: the path of a PEM file)"),
                arguments("capture: { when: shadow }", "did you mean 'shadowed'?"),
                arguments("capture: { when: on }", "capture.when: on (expected: one of shadowed, always, never)"),
                arguments("capture: { max-body: 64KB }", "capture.max-body: 64KB (expected: a size from 0 to 64MiB"),
                arguments("capture: { max-body: 65MiB }", "capture.max-body: 65MiB (expected: a size from 0 to 64MiB"),
                arguments(
                        "capture: { max-body: 8MiB, buffer: 31MiB }",
                        "capture.buffer: 31MiB (expected: at least four times max-body, 32MiB)"),
                arguments(
                        "capture: { redact: { headers: [x-key] } }",
                        "capture.redact.key: none (expected: a secret of at least 16 characters"),
                arguments(
                        "capture: { redact: { key: short } }", "capture.redact.key: 5 characters (expected: a secret"),
                arguments(
                        "capture: { redact: { headers: ['a b'], key: abcdefghijklmnop } }",
                        "capture.redact.headers[0]: a b (expected: the name of a header field"),
                arguments(
                        "capture: { redact: { json: password, key: abcdefghijklmnop } }",
                        "capture.redact.json: password (expected: a pattern of JSON pointers, which starts with '/')"),
                arguments("kafka: { bootstrap.servers: kafka }", "kafka.bootstrap.servers: kafka (expected: host:port"),
                arguments("kafka: { bootstrap.servers: 'k:1,' }", "kafka.bootstrap.servers: k:1, (expected: host:port"),
                arguments("kafka: { linger.ms: }", "kafka.linger.ms: nothing (expected: a text)"),
                arguments("kafka: { a: { b: 1 }, a.b: 2 }", "kafka.a.b: given twice, nested and with dots"),
                arguments("topics: { prefix: 'shadow/' }", "topics.prefix: shadow/ (expected: at most 100 letters"),
                arguments("topics: { mismatches: '{host}' }", "topics.mismatches: {host} (expected: letters"),
                arguments(
                        "topics: { mismatches: outcomes }",
                        "topics.mismatches: outcomes (expected: a name that no other"),
                arguments(
                        "topics: { partitions: 0 }", "topics.partitions: 0 (expected: a whole number from 1 to 10000)"),
                arguments("topics: { replication: -1 }", "topics.replication: -1 (expected: a whole number from 1"),
                arguments("hooks: { jars: [''] }", "hooks.jars[0]:  (expected: the path of a jar)"),
                arguments("routes: [ {} ]", "routes[0].name: none (expected: a name"),
                arguments(
                        "routes: [ { name: r }, { name: r } ]",
                        "routes[1].name: r (expected: a name that no other route has)"),
                arguments(
                        "routes: [ { name: r, backends: [a, bb] } ]",
                        "routes[0].backends[1]: bb (expected: the name of a backend; did you mean 'b'?)"),
                arguments(
                        "routes: [ { name: r, backends: a } ]",
                        "backends.b: in no route (expected: at least one route"),
                arguments(
                        "routes: [ { name: r, backends: [] } ]",
                        "routes[0].backends: an empty list (expected: at least"),
                arguments(
                        "routes: [ { name: r, backends: [a, b, a] } ]", "routes[0].backends: a, b, a (expected: each"),
                arguments(
                        route.formatted("reply: first"),
                        "routes[0].reply: first (expected: one of master, fastest, first-"),
                arguments(
                        "routes: [ { name: r, backends: [a], shadows: [a, b] } ]",
                        "routes[0].shadows: a (expected: none of backends"),
                arguments(
                        "routes: [ { name: r, shadows: [a, b] } ]",
                        "routes[0].shadows: a, b (expected: at least one backend left to answer)"),
                arguments(
                        "routes: [ { name: r, backends: [a], shadows: [c] } ]",
                        "routes[0].shadows[0]: c (expected: the name of a backend"),
                arguments("replay-buffer: 1GiB", "replay-buffer: 1GiB (expected: a size"),
                arguments(route.formatted("usable: [250]"), "routes[0].usable[0]: 250 (expected: one of 100, 200"),
                arguments(route.formatted("usable: []"), "routes[0].usable: an empty list (expected: at least one"),
                arguments(
                        route.formatted("match: { path: api }"), "routes[0].match.path: api (expected: a path pattern"),
                arguments(route.formatted("match: { path: [/a, b] }"), "routes[0].match.path[1]: b (expected: a path"),
                arguments(route.formatted("match: { methods: [get] }"), "did you mean 'GET'?"),
                arguments(route.formatted("match: { methods: [A B] }"), "routes[0].match.methods[0]: A B (expected: a"),
                arguments(
                        route.formatted("match: { methods: [] }"), "routes[0].match.methods: an empty list (expected"),
                arguments(route.formatted("match: { host: 'h:80' }"), "routes[0].match.host: h:80 (expected: a host"),
                arguments(
                        route.formatted("match: { headers: { 'x y': 1 } }"),
                        "routes[0].match.headers.x y: x y (expected"),
                arguments(
                        route.formatted("munge: { c: {} }"),
                        "routes[0].munge.c: c (expected: a backend that this route selects"),
                arguments(
                        route.formatted("munge: { b: { set-headers: { Content-Length: 1 } } }"),
                        "routes[0].munge.b.set-headers.Content-Length: Content-Length (expected: the name of a header"),
                arguments(
                        route.formatted("munge: { b: { set-headers: { x: 1, X: 2 } } }"),
                        "routes[0].munge.b.set-headers.X: given twice, in other capitals (expected: once)"),
                arguments(
                        route.formatted("munge: { b: { set-headers: { x: \"a\\nb\" } } }"),
                        "routes[0].munge.b.set-headers.x: a\\u000ab (expected: the value of a header field"),
                arguments("compare: { join-timeout: 0s }", "compare.join-timeout: 0s (expected: a duration from 1ms"),
                arguments("compare: { only-complete: on }", "compare.only-complete: on (expected: true or false)"),
                arguments("compare: { ignore-headers: [-x] }", "compare.ignore-headers[0]: -x (expected: the name of"),
                arguments(
                        "compare: { endpoints: ['/users/{id'] }", "compare.endpoints[0]: /users/{id (expected: a path"),
                arguments("compare: { inline-body: 1TiB }", "compare.inline-body: 1TiB (expected: a size from 0 to"),
                arguments(
                        "compare: { rules: [ { action: ignore, paths: /a } ] }",
                        "compare.rules[0].name: none (expected"),
                arguments(
                        rule.formatted("paths: /a"),
                        "compare.rules[0].action: none (expected: one of ignore, unordered"),
                arguments(
                        rule.formatted("action: ignore, status: true, statuses: 200"),
                        "compare.rules[0].statuses: 200 (expected: statuses of"),
                arguments(rule.formatted("action: ignore"), "compare.rules[0].paths: none (expected: at least one of"),
                arguments(rule.formatted("action: ignore, paths: a"), "compare.rules[0].paths: a (expected: a pattern"),
                arguments(rule.formatted("action: ignor, paths: /a"), "did you mean 'ignore'?"),
                arguments(
                        rule.formatted("action: ignore, paths: /a, route: x"),
                        "compare.rules[0].route: x (expected: the"),
                arguments(
                        rule.formatted("action: ignore, paths: /a, endpoint: /x"),
                        "compare.rules[0].endpoint: /x (exp"),
                arguments(
                        rule.formatted("action: key-by, paths: /a"),
                        "compare.rules[0].key: none (expected: the name of"),
                arguments(
                        rule.formatted("action: ignore, paths: /a, key: k"),
                        "compare.rules[0].key: given (expected: no"),
                arguments(
                        rule.formatted("action: tolerate-number, paths: /a"),
                        "compare.rules[0].within: none (expected"),
                arguments(
                        rule.formatted("action: tolerate-number, paths: /a, within: 2s"),
                        "within: 2s (expected: a num"),
                arguments(
                        rule.formatted("action: tolerate-time, paths: /a, within: 2"), "within: 2 (expected: a durati"),
                arguments(
                        rule.formatted("action: any-uuid, paths: /a, within: 2"), "within: given (expected: no within"),
                arguments(
                        rule.formatted("action: unordered, headers: [x]"), "compare.rules[0].headers: given (expected"),
                arguments(
                        rule.formatted("action: any-uuid, status: true"),
                        "compare.rules[0].status: given (expected: no"),
                arguments(
                        route.formatted("match: { headers: { x-b: 1, X-B: 2 } }"),
                        "routes[0].match.headers.X-B: given twice, in another case (expected: each field once)"),
                arguments(
                        rule.formatted("action: ignore, paths: /a, statuses: []"),
                        "compare.rules[0].statuses: an empty list (expected: at least one"),
                arguments(rule.formatted("action: ignore, paths: []"), "compare.rules[0].paths: an empty list (expect"),
                arguments(
                        rule.formatted("action: ignore, headers: []"),
                        "compare.rules[0].headers: an empty list (expected: at least one"),
                arguments(
                        "kafka: { bootstrap.servers: 'a:99999' }", "kafka.bootstrap.servers: a:99999 (expected: host:"),
                arguments("kafka: { bootstrap.servers: 'a:0' }", "kafka.bootstrap.servers: a:0 (expected: host:"),
                arguments("kafka: { linger.ms: soon }", "kafka.linger.ms: soon (expected: a whole number)"),
                arguments(
                        "kafka: { enable.idempotence: on }", "kafka.enable.idempotence: on (expected: true or false)"),
                arguments(
                        "kafka: { interceptor.classes: x.Y, retries: a }", "kafka.retries: a (expected: a whole numb"),
                arguments(
                        "listeners: [ { address: x }, { address: '127.0.0.1:8080' } ]", "listeners[0].address: x (exp"),
                arguments("client-timeout: ${UNSET}", "the environment variable UNSET to be set"),
                arguments("client-timeout: ${}", "client-timeout: ${} (expected: ${NAME} or ${NAME:-default}"));
    }

    @ParameterizedTest
    @MethodSource("faultyLines")
    void namesPathValueAndExpectation(String yaml, String fault) {
        assertThat(faults(BACKENDS + yaml)).singleElement().asString().contains(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250%", "-1%", "1.5", "half", "NaN", "100.1%", "1e-2"})
    void refusesWhatIsNoShare(String sample) {
        assertThat(faults("backends: { a: { url: http://a, master: true, sample: '" + sample + "' } }"))
                .containsExactly("line 1: backends.a.sample: " + sample + " (expected: a share from 0% to 100%)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a:80",
                "//a",
                "http://",
                "http:///p",
                "http://h:0",
                "http://h:65536",
                "http://h/#f",
                "https://a/path,",
                "http://my_host",
                "http://h/a b",
                "unix:/x"
            })
    void refusesWhatCannotBeABackend(String url) {
        assertThat(faults("backends: { a: { url: '" + url + "', master: true } }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.a.url: " + url + " (expected: one http or https URL");
        assertThat(faults("backends: { a: { urls: [http://x, '" + url + "'], master: true } }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.a.urls[1]: " + url + " (expected");
    }

    @Test
    void showsNoCredentialsOfAUrl() {
        assertThat(faults("backends: { a: { url: 'http://user:hunter2@host/', master: true } }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.a.url: http://***@host/ (expected")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sample-by: cookies:sid | sample-by: cookies:sid (expected: request-id, client-ip, header:NAME or cookie:NAME",
                "sample-by: 'header:'   | sample-by: header: (expected: request-id",
                "sample-by: client_ip   | sample-by: client_ip (expected: request-id, client-ip, header:NAME or cookie:NAME; did you mean 'client-ip'?)",
                "buffer: 1KiB           | buffer: 1KiB (expected: at least request-buffer, 1MiB)",
                "request-buffer: 2GiB   | request-buffer: 2GiB (expected: a size from",
                "breaker: { failure: 1 } | breaker.failure: unknown key (did you mean 'failures'?)",
                "breaker: { failures: -1 } | breaker.failures: -1 (expected: a whole number from 0",
                "alert-interval: 1ms    | alert-interval: 1ms (expected: a duration from 10ms",
                "max-fails: none        | max-fails: none (expected: a whole number from 0 to 1000)",
                "health: {}             | health.path: none (expected: a path",
                "health: { path: healthz } | health.path: healthz (expected: a path",
                "health: { path: '/a b' } | health.path: /a b (expected: a path",
                "health: { path: /, interval: 0s } | health.interval: 0s (expected: a duration from 10ms",
                "health: { path: /, rise: 0 } | health.rise: 0 (expected: a whole number from 1"
            })
    void namesFaultsOfTheWayToAShadowAndOfInstances(String key, String fault) {
        assertThat(faults("backends: { a: { url: http://a, master: true }, b: { url: http://b, " + key + " } }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.b." + fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                     | .file: none (expected: a path, stdout or stderr)",
                "{ file: '' }           | .file:  (expected: a path, stdout or stderr)",
                "{ file: a, format: xml } | .format: xml (expected: one of text, json",
                "{ path: a }            | .path: unknown key"
            })
    void namesFaultsOfTheAccessLog(String yaml, String fault) {
        assertThat(faults(BACKENDS + "access-log: " + yaml))
                .anySatisfy(line -> assertThat(line).startsWith("line 2: access-log" + fault));
    }

    @Test
    void asksForEitherUrlOrUrls() {
        assertThat(faults("backends: { a: { master: true } }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.a.url: none (expected");
        assertThat(faults("backends: { a: { master: true, urls: [] } }"))
                .containsExactly("line 1: backends.a.urls: an empty list (expected: at least one URL)");
        assertThat(faults("backends: { a: { master: true, url: http://a, urls: [http://b] } }"))
                .containsExactly("line 1: backends.a.urls: given beside url (expected: either url or urls)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "a,b", "ü", ""})
    void refusesNamesThatCannotStandInATopic(String name) {
        assertThat(faults("backends: { '" + name + "': { url: http://a, master: true } }"))
                .contains("no backend defined (expected: backends, exactly one of them with master: true)")
                .anyMatch(
                        fault -> fault.contains("(expected: a name of at most 100 letters, digits, '.', '_' and '-')"));
    }

    @Test
    void refusesAMismatchTopicThatABackendsNameMakesAnotherOnes() {
        assertThat(faults("""
                backends: { a: { url: http://a, master: true }, requests: { url: http://b } }
                topics: { mismatches: "{backend}" }
                """))
                .containsExactly("line 2: topics.mismatches: requests (expected: a name that no other topic has)");
    }

    @Test
    void letsAComparerNameRoutesThatItsFileDoesNotHave() {
        assertThat(faults("compare: { rules: [ { name: r, route: reads, paths: /a, action: ignore } ] }", new Part[0]))
                .isEmpty();
    }

    private static List<String> faults(String yaml) {
        return faults(yaml, Part.PROXY);
    }

    private static List<String> faults(String yaml, Part... required) {
        try {
            ConfigurationLoader.parse(yaml, Path.of("/"), Map.of(), Set.of(required));
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults();
        }
    }
}
