package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.header;
import static io.kagemusha.comparer.compare.Comparing.json;
import static io.kagemusha.comparer.compare.Comparing.path;
import static io.kagemusha.comparer.compare.Comparing.response;
import static io.kagemusha.comparer.compare.Comparing.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.configuration.RuleSettings;
import io.kagemusha.common.configuration.RuleSettings.Scope;
import io.kagemusha.common.configuration.StatusPair;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final RuleAction IGNORE = new RuleAction.Ignore();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /a                  | true
                    /a/b                | true
                    /a/b/0/c            | true
                    /a/b/*/c            | true
                    /a/*/0/c            | true
                    /**                 | true
                    /**/c               | true
                    /a/**/c             | true
                    /a/b/0/c/**         | true
                    /**/b/**            | true
                    ''                  | true
                    /a/b/1/c            | false
                    /a/b/0/c/d          | false
                    /*/c                | false
                    /b                  | false
                    /**/d               | false
                    /a/b/*              | true
                    /*/*/*/*/*          | false
                    """)
    void ignoresAPlaceThatThePatternNamesAndAllBelow(String pattern, boolean ignored) {
        Comparison comparison = Comparing.withRules(path("noise", pattern, IGNORE))
                .compare(json("{\"a\":{\"b\":[{\"c\":1,\"x\":0}]}}"), json("{\"a\":{\"b\":[{\"c\":2,\"x\":0}]}}"));

        assertThat(comparison.outcome()).isEqualTo(ignored ? Outcome.MATCH_AFTER_RULES : Outcome.MISMATCH);
        assertThat(comparison.rules()).isEqualTo(ignored ? List.of("noise") : List.of());
    }

    @Test
    void unescapesPatternsAsPointersAre() {
        var comparing = Comparing.withRules(path("noise", "/a~1b/c~0d", IGNORE));

        assertThat(comparing.differences(json("{\"a/b\":{\"c~d\":1}}"), json("{\"a/b\":{\"c~d\":2}}")))
                .isEmpty();
    }

    @Test
    void ignoresWhatOnlyOneSideHas() {
        var comparing = Comparing.withRules(path("noise", "/debug", IGNORE));

        assertThat(comparing.differences(json("{\"debug\":1}"), json("{}"))).isEmpty();
        assertThat(comparing.differences(json("{}"), json("{\"debug\":{\"a\":1}}")))
                .isEmpty();
    }

    @Test
    void citesOnlyTheRulesThatMattered() {
        var comparing = Comparing.withRules(
                path("first", "/a", IGNORE),
                path("second", "/b", IGNORE),
                path("bag", "/c", new RuleAction.Unordered()),
                path("keyed", "/d", new RuleAction.KeyBy("id")),
                path("near", "/e", new RuleAction.TolerateNumber(BigDecimal.TEN)),
                header("field", "x-stock", IGNORE));

        Comparison comparison = comparing.compare(
                json("{\"a\":1,\"b\":1,\"c\":[1,2],\"d\":[{\"id\":1},{\"id\":2}],\"e\":1}"),
                json("{\"a\":1,\"b\":2,\"c\":[1,2],\"d\":[{\"id\":1},{\"id\":2}],\"e\":1.0}"));

        assertThat(comparison.rules()).containsExactly("second");
    }

    @Test
    void takesTheFirstOfSeveralRulesForOnePlace() {
        var comparing = Comparing.withRules(path("one", "/a", IGNORE), path("two", "/**", IGNORE));

        assertThat(comparing.compare(json("{\"a\":1}"), json("{\"a\":2}")).rules())
                .containsExactly("two");
        assertThat(comparing.compare(json("{\"a\":1}"), json("{\"a\":1}")).rules())
                .isEmpty();
    }

    @Test
    void comparesAnUnorderedArrayAsABag() {
        var comparing = Comparing.withRules(path("bag", "/tags", new RuleAction.Unordered()));

        Comparison reordered = comparing.compare(json("{\"tags\":[1,2,2,3]}"), json("{\"tags\":[2,3,1,2]}"));
        assertThat(reordered.differences()).isEmpty();
        assertThat(reordered.rules()).containsExactly("bag");
        assertThat(comparing.differences(json("{\"tags\":[\"a\",\"b\"]}"), json("{\"tags\":[\"c\",\"b\"]}")))
                .containsExactly("missing /tags/0: \"a\" / null", "extra /tags/0: null / \"c\"");
        assertThat(comparing.differences(json("{\"tags\":[1,2,2]}"), json("{\"tags\":[2,1]}")))
                .containsExactly("missing /tags/2: 2 / null");
    }

    @Test
    void comparesTheChangedObjectOfABagWithTheOneThatItLooksLike() {
        var comparing = Comparing.withRules(path("bag", "", new RuleAction.Unordered()));

        assertThat(comparing.differences(
                        json("[{\"i\":1,\"n\":\"a\",\"p\":5},{\"i\":2,\"n\":\"b\",\"p\":6}]"),
                        json("[{\"i\":2,\"n\":\"b\",\"p\":7},{\"i\":1,\"n\":\"a\",\"p\":5}]")))
                .containsExactly("value /1/p: 6 / 7");
    }

    @Test
    void comparesTheLastOfABagWithTheLastOfTheOther() {
        var comparing = Comparing.withRules(path("bag", "", new RuleAction.Unordered()));

        assertThat(comparing.differences(json("[[1,2],[3]]"), json("[[3],[1,9]]")))
                .containsExactly("value /0/1: 2 / 9");
        assertThat(comparing.differences(json("[{\"a\":1}]"), json("[{\"a\":2}]")))
                .containsExactly("value /0/a: 1 / 2");
    }

    @Test
    void comparesABagWhoseElementsHaveTolerances() {
        var comparing = Comparing.withRules(
                path("bag", "", new RuleAction.Unordered()),
                path("near", "/*/t", new RuleAction.TolerateNumber(new BigDecimal("0.5"))));

        Comparison comparison =
                comparing.compare(json("[{\"t\":1},{\"t\":5},{\"t\":9}]"), json("[{\"t\":9},{\"t\":5.5},{\"t\":0.5}]"));

        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.rules()).containsExactly("bag", "near");
    }

    @Test
    void comparesALongBagOfToleratedValuesInWhateverOrder() {
        var comparing = Comparing.withRules(
                path("bag", "", new RuleAction.Unordered()),
                path("near", "/*", new RuleAction.TolerateNumber(new BigDecimal("0.5"))),
                path("soon", "/*", new RuleAction.TolerateTime(Duration.ofSeconds(1))));

        assertThat(comparing.differences(json(numbers(".0", false)), json(numbers(".4", true))))
                .isEmpty();
        assertThat(comparing.differences(json(times("00Z", false)), json(times("00.9Z", true))))
                .isEmpty();
        assertThat(comparing.differences(
                        json(numbers(".0", false)), json(numbers(".4", true).replace("[", "[\"1\","))))
                .containsExactly("extra /0: null / \"1\"");
    }

    private static String numbers(String fraction, boolean reversed) {
        return array(i -> i + fraction, reversed);
    }

    private static String times(String seconds, boolean reversed) {
        return array(i -> "\"20%02d-01-01T%02d:%02d:%s\"".formatted(i / 600, i / 60 % 10, i % 60, seconds), reversed);
    }

    private static String array(IntFunction<String> element, boolean reversed) {
        return IntStream.range(0, 5_000)
                .mapToObj(i -> element.apply(reversed ? 4_999 - i : i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void pairsAsManyToleratedValuesOfABagAsThereCanBe() {
        var comparing = Comparing.withRules(
                path("bag", "", new RuleAction.Unordered()),
                path("near", "/*", new RuleAction.TolerateNumber(BigDecimal.TEN)));

        assertThat(comparing.differences(json("[10,20,\"7\"]"), json("[\"8\",15,29]")))
                .isEmpty();
        assertThat(comparing.differences(json("[10,20,99]"), json("[31,21,15]")))
                .containsExactly("missing /2: 99 / null", "extra /0: null / 31");
    }

    @Test
    void comparesABagOfBagsInWhateverOrder() {
        var comparing = Comparing.withRules(
                path("bag", "/**", new RuleAction.Unordered()),
                path("near", "/**", new RuleAction.TolerateNumber(new BigDecimal("0.5"))));
        IntFunction<String> row = r -> IntStream.range(0, 100)
                .mapToObj(c -> Integer.toString(100 * r + c))
                .collect(Collectors.joining(",", "[", ".4]"));

        assertThat(comparing.differences(
                        json(IntStream.range(0, 100).mapToObj(row).collect(Collectors.joining(",", "[", "]"))),
                        json(IntStream.range(0, 100)
                                .mapToObj(i -> row.apply(99 - i).replace(".4]", "]"))
                                .collect(Collectors.joining(",", "[", "]")))))
                .isEmpty();
    }

    @Test
    void tellsShortTextsAndLongNumbersOfABagApart() {
        var comparing = Comparing.withRules(path("bag", "", new RuleAction.Unordered()));

        assertThat(comparing.differences(json("[\"B0\",\"AO\"]"), json("[\"AO\",\"B0\"]")))
                .isEmpty();
        assertThat(comparing.differences(json("[4294967297,32]"), json("[32,4294967297]")))
                .isEmpty();
    }

    @Test
    void matchesElementsByTheirKey() {
        var comparing = Comparing.withRules(path("keyed", "/items", new RuleAction.KeyBy("id")));

        Comparison comparison = comparing.compare(
                json("{\"items\":[{\"id\":1,\"p\":1},{\"id\":2,\"p\":2},{\"id\":3,\"p\":3}]}"),
                json("{\"items\":[{\"id\":3,\"p\":4},{\"id\":4,\"p\":4},{\"id\":1.0,\"p\":1}]}"));

        assertThat(comparison.differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .containsExactly("missing /items/1", "value /items/2/p", "extra /items/1");
        assertThat(comparison.rules()).containsExactly("keyed");
    }

    @Test
    void seesTheInsertedElementThoughIgnoredMembersDifferEverywhere() {
        var comparing = Comparing.withRules(path("noise", "/*/at", IGNORE));

        assertThat(comparing.differences(
                        json("[{\"id\":1,\"at\":1},{\"id\":2,\"at\":2}]"),
                        json("[{\"id\":1,\"at\":5},{\"id\":9,\"at\":6},{\"id\":2,\"at\":7}]")))
                .containsExactly("extra /1: null / {\"id\":9,\"at\":6}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    1           | 1.01          | true
                    1           | 0.99          | true
                    1           | 1.010001      | false
                    "1.00"      | "1.01"        | true
                    "1.00"      | "x"           | false
                    1           | "1"           | false
                    1e900000000 | 1             | false
                    1e-90000000 | 1             | false
                    """)
    void toleratesNumbersThatAreNear(String reference, String shadow, boolean tolerated) {
        var comparing = Comparing.withRules(path("near", "", new RuleAction.TolerateNumber(new BigDecimal("0.01"))));

        assertThat(comparing.differences(json(reference), json(shadow)).isEmpty())
                .isEqualTo(tolerated);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "2026-01-31T12:00:00Z"          | "2026-01-31T12:00:05Z"            | true
                    "2026-01-31T12:00:00Z"          | "2026-01-31T13:00:05.000+01:00"   | true
                    "2026-01-31T12:00:00Z"          | "2026-01-31 12:00:05z"            | true
                    "2026-01-31T12:00:00Z"          | "2026-01-31T12:00:05.001Z"        | false
                    "2026-01-31T12:00:00Z"          | "2026-02-31T12:00:00Z"            | false
                    "Sun, 06 Nov 1994 08:49:37 GMT" | "Sun, 06 Nov 1994 08:49:32 GMT"   | true
                    "Sun, 06 Nov 1994 08:49:37 GMT" | "Sun, 06 Nov 1994 08:49:31 GMT"   | false
                    "Sun, 06 Nov 1994 08:49:37 GMT" | "1994-11-06T08:49:37Z"            | false
                    1767225600                      | 1767225605                        | true
                    1767225600                      | 1767225606                        | false
                    1767225600000                   | 1767225605000                     | true
                    1767225600000                   | 1767225605001                     | false
                    1767225600.25                   | 1767225605.25                     | true
                    1767225600                      | 1767225600000                     | false
                    "1767225600"                    | "1767225601"                      | true
                    "yesterday"                     | "today"                           | false
                    """)
    void toleratesTimesThatAreNear(String reference, String shadow, boolean tolerated) {
        var comparing = Comparing.withRules(path("soon", "", new RuleAction.TolerateTime(Duration.ofSeconds(5))));

        assertThat(comparing.differences(json(reference), json(shadow)).isEmpty())
                .isEqualTo(tolerated);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0b5f6ed0-2f2c-4d3a-9d0f-6a5a1c9b7e11 | 6F1C2D7E-0000-4000-8000-000000000000 | true
                    0b5f6ed0-2f2c-4d3a-9d0f-6a5a1c9b7e11 | 6f1c2d7e-0000-4000-8000-00000000000  | false
                    0b5f6ed0-2f2c-4d3a-9d0f-6a5a1c9b7e11 | none                                 | false
                    """)
    void takesOneUuidForAnother(String reference, String shadow, boolean tolerated) {
        var comparing = Comparing.withRules(path("ids", "/id", new RuleAction.AnyUuid()));

        assertThat(comparing
                        .differences(json("{\"id\":\"" + reference + "\"}"), json("{\"id\":\"" + shadow + "\"}"))
                        .isEmpty())
                .isEqualTo(tolerated);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1,"b":["x"]}   | {"a":2,"b":["y","z"]}     |
                    {"a":1,"b":["x"]}   | {"a":2,"b":[]}            |
                    {"a":1}             | {"a":"1"}                 | type /v/a
                    {"a":1}             | {"a":null}                | type /v/a
                    {"a":1}             | {}                        | missing /v/a
                    {"a":1}             | {"a":1,"b":1}             | extra /v/b
                    [{"a":1}]           | [{"a":2},{"a":"x"}]       | type /v/1/a
                    [1,"x"]             | [2,"y","z"]               |
                    """)
    void comparesOnlyShapesWhereTold(String reference, String shadow, String expected) {
        var comparing = Comparing.withRules(path("shape", "/v", new RuleAction.SameShape()));

        assertThat(comparing
                        .compare(json("{\"v\":" + reference + "}"), json("{\"v\":" + shadow + "}"))
                        .differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void ignoresTheStatus() {
        var rule = new RuleSettings("moved", Scope.ALL, List.of(), List.of("location"), true, IGNORE);
        var moved = response(302, Headers.of("Location", "/a"), new byte[0]);
        var ok = response(200, new Headers(), new byte[0]);

        assertThat(Comparing.withRules(rule).compare(moved, ok).outcome()).isEqualTo(Outcome.MATCH_AFTER_RULES);
        assertThat(Comparing.withRules().differences(moved, ok))
                .containsExactly("status : 302 / 200", "header location: /a / null");
    }

    @Test
    void appliesToHeaderFieldsByNameOrToAll() {
        var reference = response(200, Headers.of("X-Stock", "1", "X-Took", "10"), new byte[0]);
        var shadow = response(200, Headers.of("X-Stock", "2", "X-Took", "12"), new byte[0]);

        assertThat(Comparing.withRules(header("any", "*", IGNORE)).differences(reference, shadow))
                .isEmpty();
        assertThat(Comparing.withRules(header("near", "x-took", new RuleAction.TolerateNumber(BigDecimal.valueOf(2))))
                        .differences(reference, shadow))
                .containsExactly("header x-stock: 1 / 2");
        assertThat(Comparing.withRules(header("there", "x-stock", new RuleAction.SameShape()))
                        .differences(reference, shadow))
                .containsExactly("header x-took: 10 / 12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/**"})
    void ignoresAWholeBodyOfAnyKind(String pattern) {
        var comparing = Comparing.withRules(path("body", pattern, IGNORE));

        Comparison comparison = comparing.compare(text("a\nb"), text("a\nc"));
        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.rules()).containsExactly("body");
        assertThat(comparing
                        .compare(json("{\"a\":1,\"b\":2}"), json("{\"b\":2,\"a\":1}"))
                        .rules())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    default | GET /users/{id}   | true
                    default |                   | true
                            | GET /users/*      | true
                            | * /users/*        | true
                            | GET /**           | true
                            | GET /users/**     | true
                            | GET /users/{id}/**| true
                            | GET /**/{id}      | true
                            | GET /us*s/{id}    | true
                    other   |                   | false
                            | POST /users/*     | false
                            | GET /users        | false
                            | GET /*            | false
                            | GET /users/*/x    | false
                    """)
    void holdsWithinItsScope(String route, String endpoint, boolean holds) {
        var rule =
                new RuleSettings("r", new Scope(route, endpoint, List.of()), List.of("/a"), List.of(), false, IGNORE);

        assertThat(Comparing.withRules(rule).differences(json("{\"a\":1}"), json("{\"a\":2}")))
                .hasSize(holds ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 302, true",
        "200, 303, false",
        "201, 302, false",
        "302, 200, false",
        "404, 410, true",
        "404, 400, true",
        "404, 500, false",
        "500, 304, true"
    })
    void holdsOnlyForItsStatuses(int reference, int shadow, boolean holds) {
        var pairs = List.of(new StatusPair("200", "302"), new StatusPair("40x", "4xx"), new StatusPair("*", "304"));
        var rule = new RuleSettings("r", new Scope(null, null, pairs), List.of(""), List.of(), true, IGNORE);
        var comparing = Comparing.withRules(rule);

        assertThat(comparing
                        .compare(
                                response(reference, new Headers(), new byte[] {1}),
                                response(shadow, new Headers(), new byte[0]))
                        .outcome())
                .isEqualTo(holds ? Outcome.MATCH_AFTER_RULES : Outcome.MISMATCH);
    }

    @Test
    void appliesToTrailersByTheSameNames() {
        var reference = new ResponseMessage(
                200, "", "HTTP/2", new Headers(), Body.EMPTY, Headers.of("grpc-message", "no such user"));
        var shadow = new ResponseMessage(
                200, "", "HTTP/2", new Headers(), Body.EMPTY, Headers.of("grpc-message", "not found"));
        var comparing = Comparing.withRules(header("wording", "grpc-message", IGNORE));

        assertThat(comparing.compare(reference, shadow).rules()).containsExactly("wording");
    }
}
