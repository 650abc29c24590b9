package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryIT {

    @TempDir
    Path scratch;

    @Test
    void isRefusedWhileAnotherProcessUsesIt() throws Exception {
        Path data = scratch.resolve("data");
        try (var process = BrokerProcess.start(data, scratch);
                var broker = new EmbeddedBroker(BrokerOptions.keptIn(data))) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessage("data directory: " + data
                            + " is in use by another broker (expected: one that no other broker uses)");

            assertThat(new BrokerClient(process.bootstrapServers()).topics()).isEmpty();
        }
    }

    @Test
    void isTheOwnersAloneWhereTheBrokerMakesIt() throws Exception {
        Path data = scratch.resolve("new").resolve("data");
        assumeThat(data.getFileSystem().supportedFileAttributeViews()).contains("posix");
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(data))) {
            broker.start();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isRefusedWhileAnotherBrokerOfThisProcessUsesIt() {
        var options = BrokerOptions.keptIn(scratch.resolve("data"));
        try (var one = new EmbeddedBroker(options);
                var other = new EmbeddedBroker(options)) {
            one.start();

            assertThatThrownBy(other::start).hasMessageContaining(" is in use by another broker ");

            one.stop();
            other.start();
        }
    }

    @Test
    void isRefusedWithForeignFilesAndKeepsThem() throws Exception {
        Path note = Files.writeString(scratch.resolve("note.txt"), "mine");
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(scratch))) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessage("data directory: " + scratch + " has files but no meta.properties"
                            + " (expected: an empty directory or one that a broker left)");
        }

        assertThat(files(scratch)).containsExactly(note);
    }

    @Test
    void isRefusedWhenDamagedAndKeepsItsFiles() throws Exception {
        Path damaged = Files.writeString(scratch.resolve("meta.properties"), "version=1\n");
        Path records = Files.createDirectory(scratch.resolve("letters-0"));
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(scratch))) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageStartingWith("embedded broker: not started on " + scratch + ": ");
        }

        assertThat(files(scratch)).contains(damaged, records);
        assertThat(damaged).hasContent("version=1");
    }

    @Test
    void isRefusedWhenItIsAFile() throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(file))) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageStartingWith("data directory: " + file + " cannot be used: ");
        }
    }

    @Test
    void isFormattedAnewAfterAKillWhileFormatting() throws Exception {
        Files.createFile(scratch.resolve(".kagemusha.lock"));
        Files.writeString(scratch.resolve("bootstrap.checkpoint.tmp"), "half");
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(scratch))) {
            broker.start();

            assertThat(new BrokerClient(broker.bootstrapServers()).topics()).isEmpty();
        }
    }

    private static List<Path> files(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
