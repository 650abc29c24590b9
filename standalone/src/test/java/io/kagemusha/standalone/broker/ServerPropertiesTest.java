package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerPropertiesTest {

    @TempDir
    Path directory;

    private BrokerOptions options;

    @BeforeEach
    void keepData() {
        options = BrokerOptions.keptIn(directory);
    }

    @Test
    void listensOnLoopbackAlone() {
        assertThat(properties(options))
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:0")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void listensEverywhereForAHostThatIsReachedFromElsewhere() {
        assertThat(properties(options.withAdvertisedHost("kafka")))
                .containsEntry("listeners", "PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:0")
                .containsEntry("advertised.listeners", "PLAINTEXT://kafka:9092");
    }

    @Test
    void handsPropertiesThroughAboveItsOwn() {
        assertThat(properties(options.withProperties(Map.of("num.io.threads", "16", "log.retention.hours", "1"))))
                .containsEntry("num.io.threads", "16")
                .containsEntry("log.retention.hours", "1");
    }

    @Test
    void votesForTheNodeThatItIs() {
        assertThat(properties(options.withProperties(Map.of("node.id", "7"))))
                .containsEntry("controller.quorum.voters", "7@127.0.0.1:0");
    }

    @Test
    void leavesTheVotersOfAClusterAsTheyAre() {
        String voters = "1@a:9093,2@b:9093,3@c:9093";

        assertThat(properties(options.withProperties(Map.of("node.id", "2", "controller.quorum.voters", voters))))
                .containsEntry("controller.quorum.voters", voters);
    }

    @Test
    void shortensTheSessionOnlyAfterAKill() throws Exception {
        Properties first = properties(options);
        Files.createFile(directory.resolve("meta.properties"));
        Properties afterKill = properties(options);
        Files.createFile(directory.resolve(".kafka_cleanshutdown"));
        Properties afterStop = properties(options);

        assertThat(first).doesNotContainKey("broker.session.timeout.ms");
        assertThat(afterKill).containsEntry("broker.session.timeout.ms", "2000");
        assertThat(afterStop).doesNotContainKey("broker.session.timeout.ms");
    }

    private static Properties properties(BrokerOptions options) {
        return ServerProperties.of(options, 9092, DataDirectory.of(options));
    }
}
