package io.kagemusha.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InertTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    27   | \\u001b
                    7    | \\u0007
                    8    | \\u0008
                    10   | \\n
                    13   | \\r
                    127  | \\u007f
                    155  | \\u009b
                    8232 | \\u2028
                    8238 | \\u202e
                    8203 | \\u200b
                    55296 | \\ud800
                    """)
    void showsWhatTerminalWouldObey(int character, String shown) {
        // When
        String line = Inert.line("a" + Character.toString(character) + "b");

        // Then
        assertThat(line).isEqualTo("a" + shown + "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "ä ö ü € 影武者", "emoji 🍵", "a\tb", "@|red no markup|@", "<b>", ""})
    void leavesTextAlone(String text) {
        // When
        String line = Inert.line(text);

        // Then
        assertThat(line).isEqualTo(text);
    }

    @Test
    void screenColoursItsOwnStylesOnly() {
        // Given
        var out = new StringWriter();
        var screen = new Screen(new PrintWriter(out), true);

        // When
        screen.line(new Span(Style.RED, "\u001b[2J@|green x|@\nnext"), Span.plain("\u009b1m"));

        // Then
        assertThat(out)
                .hasToString("\u001b[31m\\u001b[2J@|green x|@\\nnext\u001b[0m\\u009b1m" + System.lineSeparator());
    }
}
