package io.kagemusha.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.standalone.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoIT {

    @Test
    void findsEveryPlantedDifferenceAndNothingElse() throws Exception {
        // Given
        var out = new StringWriter();
        var demo = Demo.start();
        boolean asExpected;
        Findings findings;

        // When
        try (demo) {
            asExpected = demo.present(new Screen(new PrintWriter(out), false), 300);
            findings = demo.findings();
        }

        // Then
        assertThat(findings.all())
                .flatExtracting(finding -> finding.example().differences().stream()
                        .map(difference -> finding.count() + " " + difference.kind() + " "
                                + finding.example().heading().endpoint() + " " + difference.path())
                        .toList())
                .containsExactlyInAnyOrder(
                        "13 value GET /products/{id} /price",
                        "25 missing GET /customers/{id} /phone",
                        "25 order GET /products /products",
                        "25 status POST /orders ",
                        "25 type GET /orders/{id} /total",
                        "25 value GET / /html/children/1/body/children/2/p/text");
        assertThat(out.toString())
                .contains("300 of 300 requests were answered", "-  \"price\": 11.24,", "+  \"price\": 11.23,");
        assertThat(demo.lastLine())
                .isEqualTo(
                        "summary: exchanges=300 compared=300 match=162 mismatch=138 failed=0 shed=0 unjoined=0 dropped=0");
        assertThat(asExpected).isTrue();
    }
}
