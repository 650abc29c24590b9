package io.kagemusha.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {

    private static final Instant TIME = Instant.parse("2026-11-21T23:59:59.0426Z");

    private static String line(LineFormat format, String prefix, String target) {
        var out = new StringBuilder();
        var request = new AccessRequest("10.0.0.1", "GET", target, "0190-id");
        format.write(out, prefix, new AccessEntry(TIME, request, 200, 1234, 12_345, "production", AccessEnd.COMPLETE));
        return out.toString();
    }

    @Test
    void tellsEverythingOfARequestOnOneLine() {
        assertThat(line(LineFormat.TEXT, "edge-1 ", "/a?b=c"))
                .isEqualTo(
                        "edge-1 2026-11-21T23:59:59.042Z 10.0.0.1 \"GET /a?b=c\" 200 1234 12.345ms production 0190-id "
                                + "complete\n");
        assertThat(line(LineFormat.JSON, "edge-1", "/a?b=c"))
                .isEqualTo("{\"prefix\":\"edge-1\",\"time\":\"2026-11-21T23:59:59.042Z\",\"client\":\"10.0.0.1\","
                        + "\"method\":\"GET\",\"target\":\"/a?b=c\",\"status\":200,\"bytes\":1234,\"millis\":12.345,"
                        + "\"answeredBy\":\"production\",\"requestId\":\"0190-id\",\"end\":\"complete\"}\n");
    }

    @Test
    void tellsWhatThereWasNotByADash() {
        var out = new StringBuilder();
        var request = new AccessRequest("10.0.0.1", "", "", "");

        LineFormat.TEXT.write(out, "", new AccessEntry(TIME, request, 0, 0, 0, "", AccessEnd.CLIENT_GONE));

        assertThat(out).hasToString("2026-11-21T23:59:59.042Z 10.0.0.1 \" \" - 0 0.000ms - - client_gone\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/\u001b[31mred",
                "/a\" 200 0",
                "/a\\x",
                "/\u007f\u009b2J",
                "/line\r\nGET",
                "/caf\u00c3\u00a9",
                "/\u0000"
            })
    void leavesNothingActiveOfWhatAClientSent(String target) throws Exception {
        String text = line(LineFormat.TEXT, "", target);
        String json = line(LineFormat.JSON, "", target);

        assertThat(text)
                .matches("[ -~]*\n")
                .satisfies(line -> assertThat(line.split("\"", -1)).hasSize(3));
        assertThat(json).matches("[ -~]*\n");
        assertThat(new ObjectMapper().readTree(json).get("target").asText()).isEqualTo(target);
    }
}
