package io.kagemusha.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.proxy.LogLines;
import io.kagemusha.proxy.control.RunningConfiguration.Positioned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunningConfigurationTest {

    @RegisterExtension
    final LogLines log = new LogLines();

    /** Backends that the node cannot make. */
    private final Set<String> lacking = new HashSet<>();

    /** What the node was told, as far as it could do it. */
    private final List<List<String>> routed = new ArrayList<>();

    private RunningConfiguration running;
    private long offset;

    @BeforeEach
    void start() throws Exception {
        running = new RunningConfiguration(file("a"));
    }

    @Test
    void tellsANodeWhatWasChangedBeforeItWasThere() throws Exception {
        put("b");

        running.steer(this::route);

        assertThat(routed).containsExactly(List.of("a", "b"));
        assertThat(inForce()).containsExactly("a", "b");
    }

    @Test
    void tellsANodeNothingThatItRunsByAlready() throws Exception {
        running.steer(this::route);
        put("b");

        running.fileIs(file("a", "b"));
        running.apply(List.of(new Positioned("b", change("b"), 0)));
        running.catchUp();

        assertThat(routed).containsExactly(List.of("a", "b"));
    }

    @Test
    void servesByTheFileAloneUntilWhatWasChangedCanBe() throws Exception {
        lacking.add("b");
        put("b");
        running.steer(this::route);
        assertThat(inForce()).containsExactly("a");
        assertThat(running.problem()).isEqualTo("backend b: lacks a file");

        lacking.clear();
        running.catchUp();

        assertThat(inForce()).containsExactly("a", "b");
        assertThat(running.problem()).isNull();
    }

    @Test
    void waitsWithEverythingThatWasChangedAndTakesItAsAWhole() throws Exception {
        running.steer(this::route);
        lacking.add("b");

        put("b");
        put("c");

        assertThat(routed).isEmpty();
        assertThat(inForce()).containsExactly("a");
        assertThat(running.view().overlay().of("b")).isNull();
        assertThat(wanted()).containsExactly("a", "b", "c");
        lacking.clear();
        running.catchUp();
        assertThat(routed).containsExactly(List.of("a", "b", "c"));
        assertThat(inForce()).containsExactly("a", "b", "c");
        assertThat(running.view().overlay().of("b")).isNotNull();
    }

    @Test
    void goesOnAtOnceWhenAChangeTakesAwayWhatItWaitsFor() throws Exception {
        running.steer(this::route);
        lacking.add("b");
        put("b");
        put("c");

        delete("b");

        assertThat(inForce()).containsExactly("a", "c");
        assertThat(running.problem()).isNull();
    }

    @Test
    void saysOnceWhyItWaitsAndOnceThatItDoesNoMore() throws Exception {
        running.steer(this::route);
        lacking.add("b");
        put("b");
        running.catchUp();
        put("c");
        running.catchUp();
        lacking.clear();
        running.catchUp();
        running.catchUp();

        assertThat(log.of("RunningConfiguration"))
                .containsExactly(
                        "what was changed at run time is not in force: backend b: lacks a file; backends and routes stay as"
                                + " they are until it can be",
                        "other backends or routes are in force",
                        "all that was changed at run time is in force");
    }

    @Test
    void keepsTheFileBeforeWhereTheNewOneCannotBe() throws Exception {
        running.steer(this::route);
        lacking.add("b");

        assertThatThrownBy(() -> running.fileIs(file("a", "b")))
                .isInstanceOf(IOException.class)
                .hasMessage("backend b: lacks a file");

        assertThat(inForce()).containsExactly("a");
        assertThat(running.problem()).as("nothing waits: the file is refused").isNull();
        put("c");
        assertThat(inForce()).containsExactly("a", "c");
        lacking.clear();
        running.fileIs(file("a", "b"));
        assertThat(inForce()).containsExactly("a", "b", "c");
    }

    @Test
    void takesAFileWhileAChangeWaits() throws Exception {
        running.steer(this::route);
        lacking.add("b");
        put("b");

        running.fileIs(file("a", "c"));

        assertThat(inForce()).containsExactly("a", "c");
        assertThat(running.problem()).isEqualTo("backend b: lacks a file");
        lacking.clear();
        running.catchUp();
        assertThat(inForce()).containsExactly("a", "c", "b");
    }

    @Test
    void refusesAFileForItsOwnFaultWhileAChangeWaits() throws Exception {
        running.steer(this::route);
        lacking.addAll(List.of("b", "c"));
        put("b");

        assertThatThrownBy(() -> running.fileIs(file("a", "c"))).hasMessage("backend c: lacks a file");

        assertThat(inForce()).containsExactly("a");
        assertThat(running.problem()).isEqualTo("backend b: lacks a file");
    }

    private void route(ProxySettings settings) throws IOException {
        List<String> names = names(settings);
        for (String name : names) {
            if (lacking.contains(name)) {
                throw new IOException("backend " + name + ": lacks a file");
            }
        }
        routed.add(names);
    }

    private void put(String name) throws Exception {
        running.apply(List.of(new Positioned(name, change(name), offset++)));
    }

    private void delete(String name) {
        running.apply(List.of(new Positioned(name, new BackendChange(null, Instant.EPOCH), offset++)));
    }

    private static BackendChange change(String name) throws Exception {
        return new BackendChange(
                BackendDocument.parse(name, "{ \"url\": \"http://" + name + "\" }", false), Instant.EPOCH);
    }

    /** With backends of these names, of which the first is the master. */
    private static ProxySettings file(String... names) throws Exception {
        var yaml = new StringBuilder("backends:\n");
        for (String name : names) {
            yaml.append("  %s: { url: http://%s, master: %s }\n".formatted(name, name, name.equals(names[0])));
        }
        return ConfigurationLoader.parse(yaml.toString(), Path.of(""), Map.of(), Set.of(Part.PROXY))
                .proxy();
    }

    private List<String> inForce() {
        return names(running.view().settings());
    }

    private List<String> wanted() {
        return names(running.wanted());
    }

    private static List<String> names(ProxySettings settings) {
        return settings.backends().stream().map(BackendSettings::name).toList();
    }
}
