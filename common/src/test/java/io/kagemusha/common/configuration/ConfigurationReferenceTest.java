package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.yaml.YamlDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Holds docs/configuration.md to what the loader really accepts. */
class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(?<key>[a-zA-Z.\\[\\]-]+)` \\|[^|]+\\| ?`?(?<default>[^|`]*)`? \\|.*");

    @Test
    void pageNamesExactlyTheKeysThatAreAccepted() throws Exception {
        // Given
        var document = YamlDocument.parse(Resource.text("configuration/complete.yaml"), "", Map.of("MASTER", "m"));

        // When
        new ConfigurationReader(document, Path.of("/"), Set.of()).read();

        // Then
        Set<String> accepted = document.knownKeys();
        Set<String> leaves = accepted.stream()
                .filter(key -> accepted.stream().noneMatch(other -> isBelow(other, key)))
                .collect(Collectors.toSet());
        assertThat(document.faults()).isEmpty();
        assertThat(documentedDefaults().keySet()).containsExactlyInAnyOrderElementsOf(leaves);
    }

    @Test
    void pageStatesTheDefaultsThatAreInForce() throws Exception {
        // Given
        Map<String, Object> inForce = new Yaml().load(Resource.text("configuration/defaults.yaml"));

        // When / Then
        documentedDefaults().forEach((key, stated) -> {
            Object value = at(inForce, key);
            boolean comparable =
                    value != null && !key.matches("kafka|routes\\[].(name|backends)|backends.NAME.(urls|master)");
            if (comparable) {
                assertThat(stated).as(key).isEqualTo(value.toString());
            }
        });
        assertThat(documentedDefaults())
                .containsEntry("admin.address", AdminSettings.DEFAULT.address().toString());
    }

    @Test
    void pageGivesAReasonForEachFieldThatIsNotCompared() throws Exception {
        String page = Files.readString(PAGE);
        String list = page.substring(
                page.indexOf("### Fields that are not compared"), page.indexOf("All others are compared"));

        assertThat(Pattern.compile("`([a-z0-9-]+)`").matcher(list).results().map(match -> match.group(1)))
                .contains(IgnoredHeaders.DEFAULT.toArray(String[]::new));
    }

    @Test
    void examplesAreValid() throws Exception {
        List<String> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(examples).hasSize(2);
        for (String example : examples) {
            assertThat(ConfigurationLoader.parse(
                            example, Path.of("/"), Map.of("KAFKA_JAAS", "x"), Set.of(Part.PROXY, Part.KAFKA)))
                    .isNotNull();
        }
    }

    private static boolean isBelow(String key, String section) {
        return key.startsWith(section + ".") || key.startsWith(section + "[]");
    }

    private static Map<String, String> documentedDefaults() throws Exception {
        var defaults = new TreeMap<String, String>();
        for (String line : Files.readAllLines(PAGE)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                defaults.put(row.group("key"), row.group("default"));
            }
        }
        defaults.keySet().removeIf(key -> key.startsWith("shadow."));
        return defaults;
    }

    private static Object at(Map<String, Object> root, String key) {
        Object value = root;
        for (String part : key.replace("[]", ".0").replace("NAME", "a").split("\\.", -1)) {
            if (value instanceof List<?> list) {
                value = list.isEmpty() ? null : list.get(0);
            } else {
                value = value instanceof Map<?, ?> map ? map.get(part) : null;
            }
        }
        return value;
    }
}
