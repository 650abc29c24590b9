package io.kagemusha.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.TopicSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningBrokersTest {

    @TempDir
    private Path directory;

    @Test
    void findsBrokerOfRunningProcessUntilItsNoteIsClosed() {
        // Given
        var running = new RunningBrokers(directory.resolve("not/there/yet"));
        assertThat(running.find()).isEmpty();

        // When
        var note = running.announce("127.0.0.1:4242", new TopicSettings("acme.", "diffs.{route}", 1, (short) 1));

        // Then
        assertThat(running.find()).singleElement().satisfies(broker -> {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:4242");
            assertThat(broker.topicPrefix()).isEqualTo("acme.");
            assertThat(broker.mismatchTopics()).isEqualTo("diffs.{route}");
        });
        note.close();
        assertThat(running.find()).isEmpty();
    }

    @Test
    void passesOverNotesOfProcessesThatAreGone() throws Exception {
        // Given
        var running = new RunningBrokers(directory);
        Files.writeString(
                directory.resolve(ProcessHandle.current().pid() + ".properties"),
                "started=2001-01-01T00:00:00Z\nbootstrap.servers=127.0.0.1:1\n");
        Files.writeString(directory.resolve("4194305.properties"), "started=2001-01-01T00:00:00Z\n");
        Files.writeString(directory.resolve("nonsense.properties"), "started=never");
        Files.writeString(directory.resolve("other.txt"), "");

        // When
        var found = running.find();

        // Then
        assertThat(found).isEmpty();
    }
}
