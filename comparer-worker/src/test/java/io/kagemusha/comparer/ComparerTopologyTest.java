package io.kagemusha.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.topic.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ComparerTopologyTest {

    @Test
    void isTheOneThatTheGoldenFileDescribes() throws IOException {
        try (var pipeline = new Pipeline(new Pipeline.Setup());
                var golden = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(pipeline.description().strip())
                    .isEqualTo(new String(Objects.requireNonNull(golden).readAllBytes(), UTF_8).strip());
        }
    }

    @Test
    void namesMismatchTopicsByBackendAndRouteWhereAsked() {
        // Given
        var settings = new TopicSettings("shadow.", "mismatches.{backend}.{route}", 1, (short) 1);
        var created = new ArrayList<String>();

        // When
        try (var pipeline = new Pipeline(new Pipeline.Setup().topics(Topics.of(settings), created::add))) {
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("2");

            // Then
            assertThat(pipeline.read("shadow.mismatches.staging.default")).hasSize(2);
            assertThat(created).isEqualTo(List.of("shadow.mismatches.staging.default"));
        }
    }
}
