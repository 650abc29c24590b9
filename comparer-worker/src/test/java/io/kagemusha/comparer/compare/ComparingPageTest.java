package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.http.Headers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules on the page about comparing do what their names promise. */
class ComparingPageTest {

    private static final Path PAGE = Path.of("../docs/comparing.md");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET /login            | 200 | 302 | MATCH_AFTER_RULES accept-redirect
                    GET /login            | 200 | 301 | MISMATCH
                    GET /login            | 200 | 200 | MISMATCH
                    GET /assets/app.js    | 200 | 404 | MATCH_AFTER_RULES skip-assets
                    GET /assets/app.js    | 200 | 200 | MATCH_AFTER_RULES skip-assets
                    GET /health/live      | 200 | 200 | MATCH_AFTER_RULES status-only
                    GET /health/live      | 200 | 503 | MISMATCH status-only
                    """)
    void acceptsWhatItsExampleSays(String endpoint, int status, int shadowStatus, String expected) throws Exception {
        var comparator = new ResponseComparator(example());
        var headers = Headers.of("Content-Type", "text/html", "Location", "/a");
        var shadowHeaders = Headers.of("Content-Type", "text/html", "Location", "/b");

        Verdict verdict = comparator.compare(
                "default",
                endpoint,
                "production",
                response(status, headers, "<p>a</p>".getBytes(UTF_8)),
                "staging",
                response(shadowStatus, shadowHeaders, "<p>b</p>".getBytes(UTF_8)));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Compared.class, compared -> {
            var comparison = compared.comparison();
            assertThat((comparison.outcome() + " " + String.join(",", comparison.rules())).strip())
                    .isEqualTo(expected);
        });
    }

    private static CompareSettings example() throws Exception {
        var block = Pattern.compile("```yaml\n(compare:.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return ConfigurationLoader.parse(block.group(1), Path.of(""), Map.of(), Set.of())
                .compare();
    }
}
