package io.kagemusha.common.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {

    private static final String ONE = "backends: { one: { url: http://one, master: true } }\n";
    private static final String TWO = "backends: { two: { url: http://two, master: true } }\n";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Configuration> reloaded = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path path;
    private ConfigurationWatch watch;
    private @Nullable String hindrance;

    @BeforeEach
    void start() throws Exception {
        path = directory.resolve("kagemusha.yaml");
        Files.writeString(path, ONE);
        var file = new ConfigurationFile(path, Set.of(Part.PROXY));
        watch = new ConfigurationWatch(file, file.load(), registry);
        watch.tell(key -> !key.equals("backends"), this::reload);
    }

    private void reload(Configuration changed) throws IOException {
        if (hindrance != null) {
            throw new IOException(hindrance);
        }
        reloaded.add(changed);
    }

    @Test
    void handsNothingOverWhileNothingChanges() throws Exception {
        lookTwice();
        Files.writeString(path, "# a comment\n" + ONE);
        lookTwice();

        assertThat(reloaded).isEmpty();
    }

    @Test
    void handsOverWhatHasChanged() throws Exception {
        Files.writeString(path, TWO);
        lookTwice();

        assertThat(masters()).containsExactly("two");
        assertThat(count("applied")).isEqualTo(1);
    }

    @Test
    void waitsUntilTheFileIsWritten() throws Exception {
        Files.writeString(path, "");
        watch.look();
        Files.writeString(path, TWO.substring(0, 30));
        watch.look();
        Files.writeString(path, TWO);
        watch.look();
        assertThat(reloaded).isEmpty();

        watch.look();

        assertThat(masters()).containsExactly("two");
        assertThat(count("refused")).isZero();
    }

    @Test
    void seesThatAnotherFileTookItsPlace() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), TWO);
        Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
        lookTwice();

        assertThat(masters()).containsExactly("two");
    }

    @Test
    void followsLinksThatLeadElsewhereNow() throws Exception {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("kagemusha.yaml"), ONE);
        Files.writeString(second.resolve("kagemusha.yaml"), TWO);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
        Files.delete(path);
        Files.createSymbolicLink(path, data.resolve("kagemusha.yaml"));
        lookTwice();
        assertThat(reloaded).isEmpty();

        Path next = Files.createSymbolicLink(directory.resolve("..next"), second);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        lookTwice();

        assertThat(masters()).containsExactly("two");
    }

    @Test
    void refusesWhatIsWrongOnceAndSaysSoUntilItIsRight() throws Exception {
        Files.writeString(path, "backends: { two: { tiemout: 5s, master: true } }\n");
        lookTwice();
        lookTwice();

        assertThat(reloaded).isEmpty();
        assertThat(count("refused")).isEqualTo(1);
        assertThat(watch.condition().state()).isEqualTo(Condition.State.DEGRADED);
        assertThat(watch.condition().detail())
                .contains("backends.two.tiemout: unknown key (did you mean 'timeout'?)", "backends.two.url: none");
        Files.delete(path);
        lookTwice();
        assertThat(watch.condition().detail()).contains("no such file");

        Files.writeString(path, ONE);
        lookTwice();

        assertThat(watch.condition()).isEqualTo(Condition.READY);
        assertThat(reloaded).as("it is what was in force all the time").isEmpty();
    }

    @Test
    void refusesWhatCannotBeTakenOverAndTakesItAsSoonAsItCan() throws Exception {
        hindrance = "backend two: tls: ca.pem (expected: a readable file)";
        Files.writeString(path, TWO);
        lookTwice();
        lookTwice();

        assertThat(count("refused")).isEqualTo(1);
        assertThat(count("applied")).isZero();
        assertThat(watch.condition().state()).isEqualTo(Condition.State.DEGRADED);
        assertThat(watch.condition().detail()).contains(path.toString(), hindrance);
        hindrance = null;
        watch.look();

        assertThat(masters()).containsExactly("two");
        assertThat(count("refused")).isEqualTo(1);
        assertThat(count("applied")).isEqualTo(1);
        assertThat(watch.condition()).isEqualTo(Condition.READY);
        lookTwice();
        assertThat(masters()).as("it is not taken twice").hasSize(1);
    }

    @Test
    void saysWhatHindersItNow() throws Exception {
        hindrance = "backend two: tls: ca.pem (expected: a readable file)";
        Files.writeString(path, TWO);
        lookTwice();

        hindrance = "backend two: tls: ca.pem (expected: certificates in PEM)";
        watch.look();

        assertThat(watch.condition().detail()).endsWith(hindrance);
        assertThat(count("refused")).as("it is the same file").isEqualTo(1);
    }

    @Test
    void forgetsWhatCouldNotBeTakenOverWhenTheFileIsAsBefore() throws Exception {
        hindrance = "backend two: tls: ca.pem (expected: a readable file)";
        Files.writeString(path, TWO);
        lookTwice();

        Files.writeString(path, ONE);
        lookTwice();

        assertThat(watch.condition()).isEqualTo(Condition.READY);
        hindrance = null;
        lookTwice();
        assertThat(reloaded).isEmpty();
        assertThat(count("applied")).isZero();
    }

    private void lookTwice() {
        watch.look();
        watch.look();
    }

    private List<String> masters() {
        return reloaded.stream()
                .map(configuration -> configuration.proxy().master())
                .map(BackendSettings::name)
                .toList();
    }

    private double count(String result) {
        return registry.counter("kagemusha.configuration.reloads", "result", result)
                .count();
    }
}
