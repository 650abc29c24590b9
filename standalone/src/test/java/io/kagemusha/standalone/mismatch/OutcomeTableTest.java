package io.kagemusha.standalone.mismatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kagemusha.standalone.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class OutcomeTableTest {

    private final StringWriter out = new StringWriter();
    private final OutcomeTable table = new OutcomeTable(new Screen(new PrintWriter(out), false));

    @Test
    void sumsByEndpointAndShowsColumnsThatHaveSomething() throws Exception {
        // Given
        table.accept(outcome("GET /b", "MATCH", "new", 10, 20));
        table.accept(outcome("GET /b", "MATCH", "new", 20, 40));
        table.accept(outcome("GET /a/{id}", "MISMATCH", "new", 1, 2));
        table.accept(outcome("GET /a/{id}", "SHED", "new", 99, 0));

        // When
        table.end();

        // Then
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        endpoint     match  match after rules  mismatch  shed  reply ms  shadow ms
                        GET /a/{id}      ·                  ·         1     1       1.0        2.0
                        GET /b           2                  ·         ·     ·      15.0       30.0
                        all              2                  ·         1     1      10.3       20.7
                        """);
    }

    @Test
    void tellsSeveralShadowsApart() throws Exception {
        // Given
        table.accept(outcome("GET /a", "MATCH", "one", 1, 2));
        table.accept(outcome("GET /a", "MISMATCH", "two", 1, 2));

        // When
        table.end();

        // Then
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "endpoint match match after rules mismatch reply ms shadow ms",
                        "GET /a · one 1 · · 1.0 2.0",
                        "GET /a · two · · 1 1.0 2.0",
                        "all 1 · 1 1.0 2.0");
    }

    @Test
    void quotesNothingThatATerminalObeys() {
        assertThatThrownBy(() -> table.accept(outcome("GET /a", "\\u001b[2J\\nMATCH", "new", 1, 2)))
                .isInstanceOf(BadEventException.class)
                .hasMessage("outcome: \\u001b[2J\\nMATCH (expected: the name of an outcome)");
    }

    private static byte[] outcome(String endpoint, String outcome, String shadow, int replyMillis, int shadowMillis) {
        return """
                {"time":"2026-01-02T03:04:05Z","endpoint":"%s","outcome":"%s",
                 "reference":{"backend":"old","status":200,"elapsedMillis":%d},
                 "shadow":{"backend":"%s","status":200,"elapsedMillis":%d}}
                """.formatted(endpoint, outcome, replyMillis, shadow, shadowMillis)
                .getBytes(UTF_8);
    }
}
