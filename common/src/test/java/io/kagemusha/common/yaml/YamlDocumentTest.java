package io.kagemusha.common.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YamlDocumentTest {

    static Stream<Arguments> textsThatAreRefused() {
        return Stream.of(
                arguments("a: b: c", "f.yaml:1: not YAML at column 5: mapping values are not allowed here"),
                arguments("a: 1\n\tb: 2", "f.yaml:2: not YAML at column 1: found character '\\t(TAB)'"),
                arguments("a: [1", "f.yaml:1: not YAML at column 6: expected ',' or ']', but got <stream end>"),
                arguments("a: \"b", "f.yaml:1: not YAML at column 6: found unexpected end of stream"),
                arguments("a: 1\n---\nb: 2", "f.yaml:2: not YAML at column 1: but found another document"),
                arguments("a: 1\nb: \u0007", "f.yaml:2: not YAML: it has the control character U+0007"),
                arguments("a: &x [1]\nb: *x", "f.yaml:2: *x: an alias (expected: the value itself, aliases"),
                arguments("a: &x {b: 1}\nc:\n  <<: *x", "f.yaml:3: *x: an alias (expected"),
                arguments("a: !!java.io.File [x]", "f.yaml:1: tag:yaml.org,2002:java.io.File: a tag (expected: none"),
                arguments("a: !include x", "f.yaml:1: !include: a tag (expected: none"),
                arguments("[".repeat(10_000), "f.yaml:1: nested too deep (expected: at most 30 levels)"),
                arguments(
                        "a: " + "x".repeat(1 << 20),
                        "f.yaml:1: not YAML: The incoming YAML document exceeds the limit"));
    }

    @ParameterizedTest
    @MethodSource("textsThatAreRefused")
    void saysInOneLineWhereAndWhyATextIsNoUsableYaml(String text, String message) {
        assertThatExceptionOfType(YamlException.class)
                .isThrownBy(() -> YamlDocument.parse(text, "f.yaml", Map.of()))
                .satisfies(e -> assertThat(e.getMessage()).startsWith(message).hasLineCount(1));
    }

    @Test
    void refusesADocumentThatIsNoMapping() throws Exception {
        assertThat(YamlDocument.parse("- a", "f.yaml", Map.of()).faults())
                .containsExactly("f.yaml:1: document: a list (expected: a mapping, key: value)");
        assertThat(YamlDocument.parse("hello", "", Map.of()).faults())
                .containsExactly("line 1: document: hello (expected: a mapping, key: value)");
    }

    @Test
    void readsScalarsAsTheyAreWrittenAndNotAsYamlTakesThem() throws Exception {
        // Given
        var root = YamlDocument.parse("{a: 010, b: 1:30, c: on, d: 1_000, e: 2001-01-01, f: '', g: .5}", "", Map.of())
                .root();

        // When
        var values = root.values(ValueType.TEXT, ValueType.TEXT);

        // Then
        assertThat(values)
                .containsExactly(
                        Map.entry("a", "010"),
                        Map.entry("b", "1:30"),
                        Map.entry("c", "on"),
                        Map.entry("d", "1_000"),
                        Map.entry("e", "2001-01-01"),
                        Map.entry("f", ""),
                        Map.entry("g", ".5"));
    }

    @Test
    void keepsControlCharactersOutOfFaults() throws Exception {
        // Given
        var document = YamlDocument.parse("\"a\\e[31m\": \"\\n\\e[0m\"", "", Map.of());

        // When / Then
        assertThat(document.faults()).containsExactly("line 1: a\\u001b[31m: unknown key (expected: one of )");
    }

    @Test
    void listsTheKeysThatWereAskedFor() throws Exception {
        // Given
        var document = YamlDocument.parse("names: { x: { a: 1 } }\nlist: [ { b: 1 } ]", "", Map.of());

        // When
        document.root().section("names").named(ValueType.TEXT, "NAME").values().forEach(x -> x.has("a"));
        document.root().sections("list").forEach(x -> x.has("b"));

        // Then
        assertThat(document.knownKeys()).containsExactly("list", "list[].b", "names", "names.NAME.a");
        assertThat(document.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a ${X} b, a 1 b",
        "${X}${X}, 11",
        "${X:-2}, 1",
        "${UNSET:-2}, 2",
        "${EMPTY:-2}, 2",
        "${UNSET:-}, ''",
        "${EMPTY}, ''",
        "$${X}, ${X}",
        "$X, $X",
        "$, $",
        "${NESTED}, ${X}",
        "a\\$1${BACK}, a\\$1\\$2"
    })
    void putsVariablesIntoValuesOnce(String text, String expected) throws Exception {
        // Given
        var environment = Map.of("X", "1", "EMPTY", "", "NESTED", "${X}", "BACK", "\\$2");
        var document = YamlDocument.parse("a: '" + text + "'", "", environment);

        // When / Then
        assertThat(document.root().get("a", ValueType.TEXT, "none")).isEqualTo(expected);
        assertThat(document.faults()).isEmpty();
    }

    @Test
    void writesWhatItReads() throws Exception {
        // Given
        var map = Map.of("a", "${X}", "b", "yes", "c", " # x", "d", "1:30", "e", "null", "f", "a\nb\u0007");

        // When
        var document = YamlDocument.parse(YamlText.of(map), "", Map.of());

        // Then
        assertThat(document.root().values(ValueType.TEXT, ValueType.TEXT)).isEqualTo(map);
        assertThat(document.faults()).isEmpty();
    }
}
