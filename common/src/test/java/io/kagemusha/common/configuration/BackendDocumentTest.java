package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendDocumentTest {

    @Test
    void readsWhatItHasWritten() throws Exception {
        var file = ConfigurationLoader.parse(
                Resource.text("configuration/complete.yaml"), Path.of("/"), Map.of("MASTER", "m"), Set.of());

        for (BackendSettings settings : file.proxy().backends()) {
            String json = new ObjectMapper().writeValueAsString(BackendDocument.of(settings));
            assertThat(BackendDocument.parse(settings.name(), json, false)).isEqualTo(settings);
        }
    }

    @Test
    void refusesTheMaskThatStandsInPlaceOfASecret() throws Exception {
        // Given
        var settings = BackendDocument.parse("a", "{ \"url\": \"http://a/?k=hunter2\" }", false);

        // When
        String shown = new ObjectMapper().writeValueAsString(BackendDocument.masked(settings));

        // Then
        assertThat(shown).doesNotContain("hunter2");
        assertThat(faults("a", shown))
                .containsExactly("backends.a: ******** (expected: the secret that this mask stands for)");
    }

    @Test
    void isAsStrictAsTheFileAndNamesTheSamePaths() {
        String json = """
                {
                \t"url": "http://10.0.0.2:3000",
                \t"sampel": "25%",
                \t"timeout": "5"
                }
                """;

        assertThat(faults("staging", json))
                .containsExactly(
                        "line 3: backends.staging.sampel: unknown key (did you mean 'sample'?)",
                        "line 4: backends.staging.timeout: 5 (expected: a duration from 1ms to 24h, such as 500ms,"
                                + " 15s, 2m)");
        assertThat(faults("staging", "")).singleElement().asString().startsWith("backends.staging.url: none");
        assertThat(faults("staging", "[]")).first().asString().contains("backends.staging: a list");
        assertThat(faults("a/b\n", "{}"))
                .containsExactly("backends: a/b (expected: a name of at most 100 letters, digits, '.', '_' and '-')");
    }

    @Test
    void takesForItselfWhatInAFileNamesAnEnvironmentVariable() throws Exception {
        String json = "{ \"url\": \"http://a\", \"tls\": { \"ca\": \"/${HOME}\" } }";

        assertThat(BackendDocument.parse("a", json, true).instances().tls().ca())
                .isEqualTo(Path.of("/${HOME}"));
        assertThat(faults("staging", "{ \"url\": \"${HOME}\" }"))
                .singleElement()
                .asString()
                .startsWith("line 1: backends.staging.url: ${HOME} (expected: one http or https URL");
    }

    @Test
    void keepsTheRoleThatADocumentDoesNotName() throws Exception {
        String json = "{ \"url\": \"http://a\" }";

        assertThat(BackendDocument.parse("a", json, true).master()).isTrue();
        assertThat(BackendDocument.parse("a", json, false).master()).isFalse();
    }

    private static List<String> faults(String name, String json) {
        return catchThrowableOfType(ConfigurationException.class, () -> BackendDocument.parse(name, json, false))
                .faults();
    }
}
