package io.kagemusha.standalone.mismatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void keepsTheDataOnOneLineAndEscapesWhatTerminalWouldObey() throws Exception {
        // Given
        String event = "{\r\n  \"path\": \"a\u009b1m\u202e\u007f\",\n  \"number\": 1.00\n}";
        var out = new StringWriter();

        // When
        new JsonLines(new PrintWriter(out)).accept(event.getBytes(UTF_8));

        // Then
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(out.toString()).contains("a\\u009b1m\\u202e\\u007f", "1.00");
        var json = new ObjectMapper();
        assertThat(json.readTree(out.toString())).isEqualTo(json.readTree(event));
    }
}
