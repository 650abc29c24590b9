package io.kagemusha.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./kagemusha} as it starts what is built, in a home of its own. */
class LauncherIT {

    @TempDir
    private Path home;

    private Path target;
    private Path configuration;

    @BeforeEach
    void install() throws IOException {
        target = Files.createDirectories(home.resolve("standalone/target"));
        Files.copy(Path.of("../kagemusha"), home.resolve("kagemusha"));
        assertThat(home.resolve("kagemusha").toFile().setExecutable(true)).isTrue();
        Files.copy(Path.of("target/kagemusha.jar"), target.resolve("kagemusha.jar"));
        configuration = Files.writeString(home.resolve("kagemusha.yaml"), """
                listeners: [{ address: "127.0.0.1:0" }]
                backends: { production: { url: "http://127.0.0.1:9", master: true } }
                capture: { when: never }
                admin: { address: "127.0.0.1:0" }
                """);
    }

    @Test
    void startsFromTheClassesThatAnEarlierRunLeft() throws IOException {
        // Given
        runOnce("");
        assertThat(archives()).hasSize(1);
        Path classes = home.resolve("classes.txt");

        // When
        KagemushaProcess second = runOnce("-Xlog:class+load:file=" + classes);

        // Then
        assertThat(Files.readAllLines(classes))
                .anyMatch(line ->
                        line.contains("io.kagemusha.proxy.ProxyNode ") && line.contains("shared objects file (top)"));
        assertThat(second.err()).isEmpty();
        assertThat(archives()).hasSize(1);
    }

    @Test
    void passesOverWhatAKilledRunLeftUnfinished() throws IOException {
        // Given
        runOnce("");
        Path archive = archives().get(0);
        Files.delete(archive); // it is not writable
        Files.write(archive, new byte[4096]);

        // When
        runOnce("");

        // Then
        assertThat(archives())
                .singleElement()
                .satisfies(left -> assertThat(left).isNotEqualTo(archive).isNotEmptyFile());
        assertThat(Files.readAllBytes(archives().get(0))[0]).isNotZero();
    }

    @Test
    void passesOverWhatARunLeftThatEndedBeforeItServed() throws IOException {
        // Given
        try (var failing = KagemushaProcess.startLauncher(home, "", "proxy", "--config", "missing.yaml")) {
            assertThat(failing.awaitEnd()).isEqualTo(2);
        }
        List<Path> early = archives();

        // When
        runOnce("");

        // Then
        assertThat(early).hasSize(1);
        assertThat(archives())
                .singleElement()
                .satisfies(left -> assertThat(left)
                        .isNotEqualTo(early.get(0))
                        .extracting(Path::toFile)
                        .matches(file -> file.length() > 16 << 20));
    }

    @Test
    void leavesNothingOfARunThatOnlyAsksForHelp() throws IOException {
        // When
        try (var help = KagemushaProcess.startLauncher(home, "", "proxy", "--help")) {
            assertThat(help.awaitEnd()).isZero();
        }

        // Then
        assertThat(archives()).isEmpty();
    }

    @Test
    void endsAsWhatCouldNotBeDoneWhereTheBuildFails() throws IOException {
        // Given
        Files.delete(target.resolve("kagemusha.jar"));
        Files.createFile(home.resolve("pom.xml"));

        // When
        try (var process = KagemushaProcess.startLauncher(home, "", "--help")) {
            int exitCode = process.awaitEnd();

            // Then
            assertThat(process.err()).contains("kagemusha: the build failed");
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void leavesClassesAloneWhereTheOptionsSaySo() throws IOException {
        // When
        runOnce("-Xshare:off");

        // Then
        assertThat(archives()).isEmpty();
    }

    private KagemushaProcess runOnce(String javaOptions) throws IOException {
        try (var process =
                KagemushaProcess.startLauncher(home, javaOptions, "proxy", "--config", configuration.toString())) {
            process.awaitReady("proxy");
            process.terminate();
            return process;
        }
    }

    private List<Path> archives() throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().contains(".jsa"))
                    .toList();
        }
    }
}
