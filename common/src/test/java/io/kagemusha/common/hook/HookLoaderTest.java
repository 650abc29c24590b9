package io.kagemusha.common.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.http.Headers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookLoaderTest {

    private static final String MUNGER = """
            import io.kagemusha.common.hook.*;
            public class %s implements MungeRequest {
                public void mungeRequest(String backend, OutgoingRequest request) {
                    request.headers().add("x-munged-by", "%s " + backend);
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void findsNothingWhereThereIsNothing() throws Exception {
        assertThat(HookLoader.load(List.of())).isEqualTo(Hooks.NONE);
    }

    @Test
    void loadsHooksFromJarsInTheirOrder() throws Exception {
        // Given
        var jars = List.of(munger("Second"), munger("First"));
        var request = new OutgoingRequest("id", "GET", "/", new Headers(), null);

        // When
        Hooks hooks = HookLoader.load(jars);

        // Then
        for (MungeRequest hook : hooks.mungeRequest()) {
            hook.mungeRequest("staging", request);
        }
        assertThat(request.headers().all("x-munged-by")).containsExactly("Second staging", "First staging");
        assertThat(hooks.selectBackends()).isEmpty();
        assertThat(hooks.backendFinished()).isEmpty();
    }

    @Test
    void namesEveryJarThatCannotBeRead() throws Exception {
        // Given
        Path missing = directory.resolve("missing.jar");
        Path broken = Files.writeString(directory.resolve("broken.jar"), "not a jar");

        // When / Then
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HookLoader.load(List.of(missing, broken)))
                .satisfies(e -> assertThat(e.faults())
                        .hasSize(2)
                        .satisfiesExactly(
                                fault -> assertThat(fault)
                                        .isEqualTo(
                                                "hooks.jars: " + missing + " (expected: a jar, there is no such file)"),
                                fault -> assertThat(fault)
                                        .startsWith("hooks.jars: " + broken + " (expected: a readable jar, ")));
    }

    @Test
    void refusesAClassThatIsNoHook() throws Exception {
        // Given
        Path jar = new HookJar(directory).with(SelectBackends.class, "NoHook", "public class NoHook {}");

        // When / Then
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HookLoader.load(List.of(jar)))
                .withMessage("io.kagemusha.common.hook.SelectBackends: NoHook not a subtype");
    }

    @Test
    void saysWhyAHookCannotBeCreated() throws Exception {
        // Given
        Path jar = new HookJar(directory).with(BackendFinished.class, "Failing", """
                import io.kagemusha.common.hook.*;
                public class Failing implements BackendFinished {
                    public Failing() { throw new IllegalStateException("no database"); }
                    public void backendFinished(FinishedExchange exchange) {}
                }
                """);

        // When / Then
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HookLoader.load(List.of(jar)))
                .withMessage("io.kagemusha.common.hook.BackendFinished: Provider Failing could not be instantiated: "
                        + "java.lang.IllegalStateException: no database");
    }

    @Test
    void refusesJarsWithoutAnyHook() throws Exception {
        // Given
        Path jar = new HookJar(directory).with(Runnable.class, "Library", "public class Library {}");

        // When / Then
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HookLoader.load(List.of(jar)))
                .withMessageStartingWith(
                        "hooks.jars: [" + jar + "] (expected: jars that name a hook in META-INF/services/");
    }

    @Test
    void joinsHooksInOrder() {
        // Given
        SelectBackends first = request -> List.of();
        SelectBackends second = request -> List.of();

        // When
        Hooks joined =
                new Hooks(List.of(first), List.of(), List.of()).and(new Hooks(List.of(second), List.of(), List.of()));

        // Then
        assertThat(joined.selectBackends()).containsExactly(first, second);
        assertThat(joined.isEmpty()).isFalse();
        assertThat(Hooks.NONE.isEmpty()).isTrue();
    }

    private Path munger(String name) throws Exception {
        return new HookJar(directory).with(MungeRequest.class, name, MUNGER.formatted(name, name));
    }
}
