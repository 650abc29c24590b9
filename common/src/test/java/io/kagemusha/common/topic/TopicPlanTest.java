package io.kagemusha.common.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

    private static final String BACKENDS = """
            backends:
              a: { url: http://a, master: true }
              b: { url: http://b }
              c: { url: http://c }
            routes:
              - { name: all }
              - { name: some, backends: [a, b] }
              - { name: fast, backends: [a, c], reply: fastest }
              - { name: alone, backends: a }
            """;

    @Test
    void stampsWhatIsJoinedByTheBrokersClock() throws Exception {
        // When
        var plan = plan("topics: { prefix: p., partitions: 6, replication: 2 }");

        // Then
        for (String name : Set.of("p.requests", "p.responses")) {
            assertThat(plan.topic(name).configs())
                    .containsEntry("message.timestamp.type", "LogAppendTime")
                    .containsEntry("retention.ms", "86400000");
            assertThat(plan.topic(name).numPartitions()).isEqualTo(6);
            assertThat(plan.topic(name).replicationFactor()).isEqualTo((short) 2);
        }
        assertThat(plan.topic("p.config").configs()).isEqualTo(Map.of("cleanup.policy", "compact"));
        assertThat(plan.topic("p.config").numPartitions()).isEqualTo(1);
        assertThat(plan.names())
                .containsExactlyInAnyOrder(
                        "p.requests", "p.responses", "p.mismatches", "p.outcomes", "p.dead-letters", "p.config");
    }

    @Test
    void makesRoomForLargeBodies() throws Exception {
        assertThat(plan("capture: { max-body: 256KiB }")
                        .topic("shadow.responses")
                        .configs())
                .doesNotContainKey("max.message.bytes");
        assertThat(plan("capture: { max-body: 4MiB }").topic("shadow.responses").configs())
                .containsEntry("max.message.bytes", Long.toString((8 << 20) + (256 << 10)));
        assertThat(plan("compare: { inline-body: 1MiB }")
                        .topic("shadow.mismatches")
                        .configs())
                .containsEntry("max.message.bytes", Long.toString((4 << 20) + (256 << 10)));
    }

    @Test
    void namesTheMismatchTopicsOfEachShadowAndRoute() throws Exception {
        assertThat(plan(BACKENDS + "topics: { mismatches: 'm.{route}.{backend}' }")
                        .names())
                .filteredOn(name -> name.startsWith("shadow.m"))
                .containsExactly(
                        "shadow.m.all.b", "shadow.m.all.c", "shadow.m.fast.a", "shadow.m.fast.c", "shadow.m.some.b");
        assertThat(plan(BACKENDS + "topics: { mismatches: 'm.{backend}' }").names())
                .filteredOn(name -> name.startsWith("shadow.m"))
                .containsExactly("shadow.m.a", "shadow.m.b", "shadow.m.c");
    }

    @Test
    void knowsThatATemplateNeedsBackends() throws Exception {
        assertThat(plan("topics: { mismatches: 'm.{backend}' }").mismatchTopicsUnknown())
                .isTrue();
        assertThat(plan("").mismatchTopicsUnknown()).isFalse();
    }

    private static TopicPlan plan(String yaml) throws Exception {
        Configuration configuration = ConfigurationLoader.parse(yaml, Path.of("/"), Map.of(), Set.of());
        return new TopicPlan(configuration);
    }
}
