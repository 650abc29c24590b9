package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonComparisonTest {

    private final Comparing comparing = Comparing.withRules();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a": 1}                    | {"a": 2}                  | value /a: 1 / 2
                    {"a": {"b": {"c": "x"}}}    | {"a": {"b": {"c": "y"}}}  | value /a/b/c: "x" / "y"
                    {"a": 1, "b": 2}            | {"a": 1}                  | missing /b: 2 / null
                    {"a": 1}                    | {"b": [2], "a": 1}        | extra /b: null / [2]
                    {"a": 1}                    | {"a": "1"}                | type /a: 1 / "1"
                    {"a": null}                 | {"a": false}              | type /a: null / false
                    {"a": null}                 | {}                        | missing /a: null / null
                    {"a": true}                 | {"a": false}              | value /a: true / false
                    {"a": {}}                   | {"a": []}                 | type /a: {} / []
                    {"a/b": {"c~d": 1}}         | {"a/b": {"c~d": 2}}       | value /a~1b/c~0d: 1 / 2
                    {"": 1}                     | {"": 2}                   | value /: 1 / 2
                    1                           | 2                         | value : 1 / 2
                    "x"                         | ["x"]                     | type : "x" / ["x"]
                    9007199254740993            | 9007199254740992          | value : 9007199254740993 / 9007199254740992
                    0.1                         | 0.10000000000000001       | value : 0.1 / 0.10000000000000001
                    """)
    void reportsOneDifferenceWithItsPointerAndBothValues(String reference, String shadow, String expected) {
        assertThat(comparing.differences(json(reference), json(shadow))).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a": 1, "b": 2}    | {"b":2,"a":1}
                    [1, 2]              | [ 1,2 ]
                    1                   | 1.0
                    1                   | 1e0
                    100                 | 1E+2
                    0                   | -0.0
                    1e400               | 10e399
                    "é"                 | "\\u00e9"
                    "/"                 | "\\/"
                    """)
    void takesAnotherSpellingOfTheSameDocumentAsEqual(String reference, String shadow) {
        assertThat(comparing.differences(json(reference), json(shadow))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [1,2,3]                         | [1,2,9,3]                     | extra /2: null / 9
                    [1,2,3]                         | [2,3]                         | missing /0: 1 / null
                    [1,2,3]                         | [1,9,3]                       | value /1: 2 / 9
                    [1,2,3]                         | [3,1,2]                       | order : [1,2,3] / [3,1,2]
                    [1,2]                           | [2,1]                         | order : [1,2] / [2,1]
                    [1,1,2]                         | [1,2,1]                       | order : [1,1,2] / [1,2,1]
                    [1,2]                           | [1,2,2]                       | extra /2: null / 2
                    [1]                             | ["1"]                         | type /0: 1 / "1"
                    []                              | [1]                           | extra /0: null / 1
                    [{"i":1},{"i":2},{"i":3}]       | [{"i":1},{"i":3}]             | missing /1: {"i":2} / null
                    [{"i":1,"v":1},{"i":2,"v":1}]   | [{"i":1,"v":1},{"i":2,"v":5}] | value /1/v: 1 / 5
                    [[1,2],[3]]                     | [[1,2],[3,4]]                 | extra /1/1: null / 4
                    """)
    void reportsOneChangeOfAnArrayAsAPersonWould(String reference, String shadow, String expected) {
        assertThat(comparing.differences(json(reference), json(shadow))).containsExactly(expected);
    }

    @Test
    void findsTheChangedElementBesideAnInsertedOne() {
        var reference = """
                {"items": [{"id": 1, "price": 10}, {"id": 2, "price": 20}, {"id": 3, "price": 30}]}""";
        var shadow = """
                {"items": [{"id": 1, "price": 10}, {"id": 9, "price": 90}, {"id": 2, "price": 21}, {"id": 3, "price": 30}]}""";

        assertThat(comparing.differences(json(reference), json(shadow)))
                .containsExactly("value /items/1/price: 20 / 21", "extra /items/1: null / {\"id\":9,\"price\":90}");
    }

    @Test
    void reportsAMovedAndAChangedElementApart() {
        assertThat(comparing.differences(json("[1,2,3,4,5]"), json("[2,3,1,4,6]")))
                .containsExactly("order : [1,2,3,4,5] / [2,3,1,4,6]", "value /4: 5 / 6");
    }

    @Test
    void reportsThatTheBodyIsMissing() {
        assertThat(comparing.differences(json("{}"), json(""))).containsExactly("missing : {} / null");
        assertThat(comparing.differences(json(""), json("{}"))).containsExactly("extra : null / {}");
        assertThat(comparing.differences(json(""), json(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1", "{} {}", "<html>", "NaN", "{'a':1}", "1e99999999999"})
    void comparesByLinesWhatClaimsToBeJsonAndIsNot(String body) {
        assertThat(comparing.differences(json(body), json(body))).isEmpty();
        assertThat(comparing.differences(json("{\"a\":1}"), json(body)))
                .isEqualTo(List.of("value line:1: {\"a\":1} / " + body));
    }
}
