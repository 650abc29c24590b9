package io.kagemusha.standalone.mismatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kagemusha.standalone.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MismatchPrinterTest {

    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"json-member", "status-and-header", "markup", "without-bodies", "hostile"})
    void printsEventAsInTheGoldenFile(String name) throws Exception {
        // Given
        var printer = new MismatchPrinter(new Screen(new PrintWriter(out), false));

        // When
        printer.accept(resource(name + ".json").getBytes(UTF_8));

        // Then
        assertThat(out.toString()).isEqualToNormalizingNewlines(resource(name + ".txt"));
    }

    @Test
    void coloursTheDiff() throws Exception {
        // Given
        var printer = new MismatchPrinter(new Screen(new PrintWriter(out), true));

        // When
        printer.accept(resource("json-member.json").getBytes(UTF_8));

        // Then
        assertThat(out.toString())
                .contains("\u001b[31m-  \"price\": 11.24,\u001b[0m", "\u001b[32m+  \"price\": 11.23,\u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"endpoint\": 7}", "\"text\""})
    void refusesWhatIsNoEvent(String value) {
        // Given
        var printer = new MismatchPrinter(new Screen(new PrintWriter(out), false));

        // When / Then
        assertThatThrownBy(() -> printer.accept(value.getBytes(UTF_8)))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("expected: ");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MismatchPrinterTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
