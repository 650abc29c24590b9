package io.kagemusha.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.AccessLogSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private AccessLog open(Path file) throws IOException {
        return AccessLog.open(new AccessLogSettings(file.toString(), AccessLogSettings.Format.TEXT, ""), registry);
    }

    private static void answer(AccessLog log, String target) {
        AccessTracker tracker = log.begin(new AccessRequest("10.0.0.1", "GET", target, "id"));
        tracker.onAnsweredBy("production");
        tracker.onStatus(200);
        tracker.onBody(5);
        tracker.onBody(6);
        tracker.onEnd();
        tracker.onClientGone();
    }

    private static List<String> targets(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.substring(line.indexOf('/'), line.lastIndexOf('"')))
                .toList();
    }

    @Test
    void appendsALineForEachRequest() throws Exception {
        Path file = Files.writeString(directory.resolve("access.log"), "what was there\n");

        try (AccessLog log = open(file)) {
            answer(log, "/1");
            answer(log, "/2");
        }

        assertThat(Files.readAllLines(file))
                .hasSize(3)
                .startsWith("what was there")
                .last()
                .asString()
                .matches("2.*Z 10.0.0.1 \"GET /2\" 200 11 [0-9.]+ms production id complete");
        assertThat(registry.counter("kagemusha.access.log.lines.written").count())
                .isEqualTo(2);
    }

    @Test
    void losesNoneOfManyWhenItCloses() throws Exception {
        Path file = directory.resolve("access.log");

        try (AccessLog log = open(file)) {
            IntStream.range(0, 5_000).forEach(i -> answer(log, "/" + i));
        }

        assertThat(targets(file)).hasSize(5_000).startsWith("/0", "/1").endsWith("/4999");
    }

    @Test
    void dropsAndCountsWhatItCannotTakeInTime() throws Exception {
        Path file = directory.resolve("access.log");
        int offered = 200_000;

        try (AccessLog log = open(file)) {
            IntStream.range(0, offered).forEach(i -> answer(log, "/" + i));
        }

        double written = registry.counter("kagemusha.access.log.lines.written").count();
        double dropped = registry.counter("kagemusha.access.log.lines.dropped").count();
        assertThat(written + dropped).isEqualTo(offered);
        assertThat(Files.readAllLines(file)).hasSize((int) written);
    }

    @Test
    void goesOnInANewFileWhenItsOwnWasRenamed() throws Exception {
        Path file = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        try (AccessLog log = open(file)) {
            answer(log, "/before");
            await().until(() -> targets(file).equals(List.of("/before")));

            Files.move(file, rotated);
            await().until(() -> Files.exists(file));
            answer(log, "/after");
            await().until(() -> targets(file).equals(List.of("/after")));
        }

        assertThat(targets(rotated)).containsExactly("/before");
    }

    @Test
    void saysWhichFileItCannotOpen() {
        Path file = directory.resolve("none").resolve("access.log");

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(IOException.class)
                .hasMessage("access-log.file: " + file
                        + " (expected: a file that can be appended to; no such file or directory)");
    }
}
