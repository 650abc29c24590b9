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
    void countsAnExchangeAsAWholeOrNotAtAll() {
        // Given
        var settings = new TopicSettings("shadow.", "mismatches.{backend}", 1, (short) 1);
        var setup = new Pipeline.Setup().topics(Topics.of(settings), topic -> {
            if (topic.endsWith("second")) {
                throw new IllegalStateException("the transaction has ended");
            }
        });
        var exchange = Exchanges.selection("1", "production", "first", "second");

        // When
        try (var pipeline = new Pipeline(setup)) {
            pipeline.pipe(Exchanges.request(exchange));
            pipeline.pipe(Exchanges.response(exchange, "production", "{\"a\":1}"));
            pipeline.pipe(Exchanges.response(exchange, "first", "{\"a\":2}"));
            pipeline.pipe(Exchanges.response(exchange, "second", "{\"a\":3}"));

            // Then
            assertThat(pipeline.gauge("unaccounted", "what", "outcomes")).isZero();
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
