package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShedReasonTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    @Test
    void isExplainedToOperators() throws Exception {
        var reasons = new ArrayList<String>();
        for (var constant : ShedReason.class.getFields()) {
            reasons.add((String) constant.get(null));
        }

        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("| reason | the shadow |"), page.indexOf("Whatever a shadow lost"));

        assertThat(Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(reasons);
    }
}
