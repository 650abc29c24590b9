package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRedactorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "0123456789abcdef";

    private final Tokens tokens = new Tokens(KEY);

    private String redact(String json, String... patterns) throws IOException {
        byte[] redacted = new JsonRedactor(tokens, List.of(patterns)).redact(json.getBytes(UTF_8));
        return redacted == null ? json : new String(redacted, UTF_8);
    }

    private String token(String value) {
        return '"' + tokens.ofText(value) + '"';
    }

    @Test
    void replacesMatchedValuesAndNotAByteElse() throws Exception {
        String json =
                "\uFEFF {\n  \"user\" : {\"p\\u0061ssword\": \"s\u00e9cret\\n\" ,\"n\":1.50},\t\"n\": [ 1e2, {\"password\":null}]\r\n}  ";

        assertThat(redact(json, "/**/password"))
                .isEqualTo("\uFEFF {\n  \"user\" : {\"p\\u0061ssword\": " + token("s\u00e9cret\n")
                        + " ,\"n\":1.50},\t\"n\": [ 1e2, {\"password\":\"" + tokens.ofJson("null") + "\"}]\r\n}  ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "/a         | {`a`:`S`,`b`:{`a`:1}}     | {`a`:T,`b`:{`a`:1}}",
                "/A         | {`a`:`S`}                 | {`a`:T}",
                "/*/a       | [{`a`:`S`},{`b`:`S`}]     | [{`a`:T},{`b`:`S`}]",
                "/1         | [`x`,`S`]                 | [`x`,T]",
                "/a/**      | {`a`:`S`}                 | {`a`:T}",
                "/**        | `S`                       | T",
                "/a         | {`a`:`S`} {`a`:`S`}       | {`a`:T} {`a`:T}",
                "/a~1b      | {`a/b`:`S`}               | {`a/b`:T}",
                "/a         | {`a`:`S`,`a`:`S`}         | {`a`:T,`a`:T}",
                "/x         | {`a`:`S`}                 | {`a`:`S`}"
            })
    void matchesPatterns(String pattern, String json, String expected) throws Exception {
        assertThat(redact(json.replace('`', '"'), pattern))
                .isEqualTo(expected.replace('`', '"').replace("T", token("S")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {"1|1.0", "100|1e2", "{`a`:1,`b`:[2]}|{ `b` : [2.0], `a` : 1 }", "`s\\u0061`|`sa`", "0|-0.0"})
    void givesEqualValuesEqualTokens(String one, String other) throws Exception {
        String redacted = redact("[" + one.replace('`', '"') + "]", "/0");

        assertThat(redact("[" + other.replace('`', '"') + "]", "/0")).isEqualTo(redacted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {"1|`1`", "null|`null`", "true|false", "[1,2]|[2,1]", "{}|[]", "`a`|`A`"})
    void givesDifferentValuesDifferentTokens(String one, String other) throws Exception {
        String redacted = redact("[" + one.replace('`', '"') + "]", "/0");

        assertThat(redact("[" + other.replace('`', '"') + "]", "/0")).isNotEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1", "{'a':1}", "{\"a\":}", "[1,]", "nonsense", "{\"a\":1}x", "{\"a\":1e99999999999}"})
    void refusesWhatIsNoJson(String json) {
        assertThatExceptionOfType(Exception.class).isThrownBy(() -> redact(json, "/a", "/0"));
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] body = "{\"a\":\"secret\"}".getBytes(UTF_16BE);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new JsonRedactor(tokens, List.of("/a")).redact(body));
    }

    @Test
    void refusesWhatIsTooDeep() {
        String deep = "[".repeat(5000) + "]".repeat(5000);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> redact(deep, "/**/a"));
    }

    @Test
    void leavesNoSecretInRandomDocumentsAndEverythingElseAsItWas() throws Exception {
        var random = new Random(42);
        for (int i = 0; i < 500; i++) {
            JsonNode document = document(random, 0);
            String text = random.nextBoolean()
                    ? document.toString()
                    : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);

            String redacted = redact(text, "/**/secret");

            assertThat(redacted).doesNotContain("hunter2");
            assertThat(JSON.readTree(redacted)).isEqualTo(model(document));
        }
    }

    private JsonNode model(JsonNode node) throws IOException {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            for (var member : object.properties()) {
                copy.set(
                        member.getKey(),
                        member.getKey().equals("secret")
                                ? JSON.readTree(redact("[" + member.getValue() + "]", "/0"))
                                        .get(0)
                                : model(member.getValue()));
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            for (JsonNode element : array) {
                copy.add(model(element));
            }
            return copy;
        }
        return node;
    }

    private static JsonNode document(Random random, int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 7);
        if (kind < 4) {
            return switch (kind) {
                case 0 -> JSON.getNodeFactory().numberNode(random.nextInt(1000) - 500);
                case 1 -> JSON.getNodeFactory().textNode("pl\u00e4in \"\\ " + random.nextInt(10));
                case 2 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
                default -> JSON.getNodeFactory().nullNode();
            };
        }
        if (kind == 4) {
            ArrayNode array = JSON.createArrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(document(random, depth + 1));
            }
            return array;
        }
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set("n" + random.nextInt(5), document(random, depth + 1));
        }
        if (random.nextBoolean()) {
            ObjectNode nested = JSON.createObjectNode().put("x", "hunter2");
            object.set(
                    "secret",
                    random.nextBoolean() ? nested : JSON.getNodeFactory().textNode("hunter2"));
        }
        return object;
    }
}
