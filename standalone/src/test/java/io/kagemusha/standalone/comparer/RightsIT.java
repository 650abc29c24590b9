package io.kagemusha.standalone.comparer;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.standalone.broker.Acls;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.kagemusha.standalone.broker.TestKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that does not let everybody do everything. */
class RightsIT {

    private final EmbeddedBroker broker = new EmbeddedBroker(BrokerOptions.ephemeral()
            .withProperties(Map.of(
                    "authorizer.class.name",
                    StandardAuthorizer.class.getName(),
                    "allow.everyone.if.no.acl.found",
                    "true")));

    @BeforeEach
    void start() {
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aWorkerThatLacksSomeIsRefusedAtStartWithOneLineThatNamesThem() throws Exception {
        try (var lab = new ComparerLab(TestKafka.of(broker), Duration.ofSeconds(30))) {
            // Given
            // The topics alone: a group that nobody has joined yet is none
            lab.createTopics();
            allowOnly(lab, ResourceType.TOPIC, lab.topics().responses(), DESCRIBE, DESCRIBE_CONFIGS);
            allowOnly(lab, ResourceType.TOPIC, lab.topics().outcomes(), DESCRIBE, DESCRIBE_CONFIGS, READ);
            allowOnly(lab, ResourceType.GROUP, lab.applicationId(), DESCRIBE);
            allowOnly(lab, ResourceType.TRANSACTIONAL_ID, lab.applicationId(), DESCRIBE);

            // When, then
            assertThatThrownBy(lab::startWorker)
                    .isInstanceOf(FaultException.class)
                    .hasMessage("topic %s: not allowed (expected: the right Read on it); "
                                    .formatted(lab.topics().responses())
                            + "topic %s: not allowed (expected: the right Write on it); "
                                    .formatted(lab.topics().outcomes())
                            + "group %s: not allowed (expected: the right Read on it); ".formatted(lab.applicationId())
                            + "transactional id %s-*: not allowed (expected: the right Write on it), see kafka-acls"
                                    .formatted(lab.applicationId()));
            allowOnly(lab, ResourceType.TOPIC, lab.topics().responses(), READ);
            allowOnly(lab, ResourceType.TOPIC, lab.topics().outcomes(), WRITE);
            allowOnly(lab, ResourceType.GROUP, lab.applicationId(), READ);
            allowOnly(lab, ResourceType.TRANSACTIONAL_ID, lab.applicationId(), WRITE);
            lab.startWorker();
        }
    }

    @Test
    void aWorkerThatLosesOneIsNotReadyUntilWhatItHadBegunIsCommitted() throws Exception {
        try (var lab = new ComparerLab(TestKafka.of(broker), Duration.ofSeconds(30))) {
            // Given
            var worker = lab.startWorker();
            lab.send(lab.exchange("1"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 MISMATCH")));
            assertThat(worker.condition()).isEqualTo(Condition.READY);

            // When
            allowOnly(lab, ResourceType.TOPIC, lab.topics().mismatches(), DESCRIBE, DESCRIBE_CONFIGS, READ);
            lab.send(lab.exchange("2"));

            // Then
            await().dontCatchUncaughtExceptions()
                    .atMost(ComparerLab.PATIENCE)
                    .until(() -> worker.condition().detail().startsWith("a thread failed"));
            assertThat(worker.condition().detail())
                    .contains("nothing has been committed of partition ")
                    .contains("last failure: ")
                    .contains(lab.topics().mismatches());
            // Longer than it takes until another thread has the partition
            await().dontCatchUncaughtExceptions()
                    .during(Duration.ofSeconds(12))
                    .atMost(ComparerLab.PATIENCE)
                    .until(() -> worker.condition().state() == Condition.State.UNAVAILABLE);
            allowOnly(lab, ResourceType.TOPIC, lab.topics().mismatches(), WRITE);
            await().dontCatchUncaughtExceptions()
                    .atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(worker.condition()).isEqualTo(Condition.READY));
            assertThat(lab.outcomes()).containsExactlyInAnyOrder("1 MISMATCH", "2 MISMATCH");
        }
    }

    /** What nobody is allowed or denied on a thing everybody may do, until the first right on it is given. */
    private static void allowOnly(ComparerLab lab, ResourceType type, String name, AclOperation... operations)
            throws Exception {
        // Transactional ids are many, which have a beginning in common
        var pattern = type == ResourceType.TRANSACTIONAL_ID ? PatternType.PREFIXED : PatternType.LITERAL;
        var resource = new ResourcePattern(type, name, pattern);
        List<AclBinding> rights = Stream.of(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.ALLOW)))
                .toList();
        try (var admin = lab.admin()) {
            Acls.create(admin, rights);
        }
    }
}
