package io.kagemusha.standalone.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.TopicReport;
import io.kagemusha.standalone.broker.Acls;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCreatorIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        broker = new EmbeddedBroker(BrokerOptions.ephemeral()
                .withProperties(Map.of(
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found", "true")));
        broker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @AfterEach
    void deleteTopics() throws Exception {
        admin.deleteTopics(admin.listTopics().names().get()).all().get();
        await().until(() -> admin.listTopics().names().get().isEmpty());
    }

    @Test
    void makesEveryTopicAsConfigured() throws Exception {
        // When
        var report = create("{ partitions: 3, replication: 1 }");

        // Then
        assertThat(report.created())
                .containsExactlyInAnyOrder(
                        "shadow.requests",
                        "shadow.responses",
                        "shadow.mismatches",
                        "shadow.outcomes",
                        "shadow.dead-letters",
                        "shadow.config");
        assertThat(report.warnings()).isEmpty();
        assertThat(partitions("shadow.responses")).isEqualTo(3);
        assertThat(partitions("shadow.config")).isEqualTo(1);
        assertThat(setting("shadow.requests", "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(setting("shadow.responses", "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(setting("shadow.outcomes", "message.timestamp.type")).isEqualTo("CreateTime");
        assertThat(setting("shadow.config", "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void leavesExistingTopicsAsTheyAre() throws Exception {
        // Given
        create("{ partitions: 3, replication: 1 }");

        // When
        var report = create("{ partitions: 5, replication: 1 }");

        // Then
        assertThat(report.created()).isEmpty();
        assertThat(report.existing()).hasSize(6);
        assertThat(report.warnings()).isEmpty();
        assertThat(partitions("shadow.requests")).isEqualTo(3);
    }

    @Test
    void makesAMismatchTopicForEachShadowOfEachRoute() throws Exception {
        // When
        var report = create("{ partitions: 1, replication: 1, mismatches: \"mismatches.{backend}.{route}\" }");

        // Then
        assertThat(report.created()).contains("shadow.mismatches.b.default").hasSize(6);
    }

    @Test
    void refusesUnequalNumbersOfPartitions() throws Exception {
        // Given
        make("shadow.requests", 2);
        make("shadow.responses", 3);

        // When / Then
        assertThatExceptionOfType(TopicException.class)
                .isThrownBy(() -> create("{ partitions: 3, replication: 1 }"))
                .withMessage("topics: shadow.requests has 2 partitions and shadow.responses has 3"
                        + " (expected: the same number, or records of one exchange cannot be joined)");
    }

    @Test
    void givesTheMissingInputAsManyPartitionsAsTheExistingOneAndWarnsOfItsClock() throws Exception {
        // Given
        make("shadow.requests", 2);

        // When
        var report = create("{ partitions: 3, replication: 1 }");

        // Then
        assertThat(partitions("shadow.responses")).isEqualTo(2);
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .startsWith("topic shadow.requests: message.timestamp.type is CreateTime (expected: LogAppendTime");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "compact,delete"})
    void warnsOfAConfigTopicThatForgets(String policy) throws Exception {
        // Given
        make(new NewTopic("shadow.config", 1, (short) 1).configs(Map.of("cleanup.policy", policy)));

        // When
        var report = create("{ partitions: 1, replication: 1 }");

        // Then
        assertThat(report.warnings())
                .containsExactly("topic shadow.config: cleanup.policy is " + policy + " (expected: compact, or changes"
                        + " that were made at run time are lost after retention.ms; kafka-configs changes it)");
    }

    @Test
    void countsThePartitionsOfATopicThatTheAskedBrokerHasNotLearntOfYet() throws Exception {
        // Given
        make("shadow.requests", 2);

        // When
        var report =
                new TopicCreator(behind(admin), TIMEOUT).create(configuration("{ partitions: 3, replication: 1 }"));

        // Then
        assertThat(partitions("shadow.responses")).isEqualTo(2);
        assertThat(report.created()).doesNotContain("shadow.requests");
    }

    /** An admin whose broker knows none of the topics when it is asked first. */
    private static Admin behind(Admin admin) {
        var asked = new AtomicBoolean();
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("describeTopics") && asked.compareAndSet(false, true)) {
                        Collection<?> names = (Collection<?>) arguments[0];
                        return admin.describeTopics(
                                names.stream().map(name -> "not-yet-" + name).toList());
                    }
                    return method.invoke(admin, arguments);
                });
    }

    @Test
    void waitsUntilEveryLeaderHasOpenedItsPartition() throws Exception {
        // Given
        var asked = new HashSet<TopicPartition>();
        Admin watched = onListOffsets((partitions, options) -> {
            asked.addAll(partitions.keySet());
            return admin.listOffsets(partitions, options);
        });

        // When
        new TopicCreator(watched, TIMEOUT).create(configuration("{ partitions: 3, replication: 1 }"));

        // Then
        assertThat(asked)
                .contains(new TopicPartition("shadow.requests", 2), new TopicPartition("shadow.responses", 0))
                .contains(new TopicPartition("shadow.outcomes", 1), new TopicPartition("shadow.config", 0));
    }

    @Test
    void saysThatALeaderDoesNotAnswerAndGoesOn() throws Exception {
        // Given
        Admin watched = onListOffsets((partitions, options) -> {
            var failed = new KafkaFutureImpl<ListOffsetsResult.ListOffsetsResultInfo>();
            failed.completeExceptionally(new TimeoutException("no leader"));
            return new ListOffsetsResult(Map.of(new TopicPartition("shadow.requests", 0), failed));
        });

        // When
        var report = new TopicCreator(watched, TIMEOUT).create(configuration("{ partitions: 1, replication: 1 }"));

        // Then
        assertThat(report.created()).contains("shadow.requests");
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .startsWith("topics: not every leader of a partition has answered")
                .endsWith("no leader");
    }

    @FunctionalInterface
    private interface Ends {

        ListOffsetsResult list(Map<TopicPartition, OffsetSpec> partitions, ListOffsetsOptions options);
    }

    @SuppressWarnings("unchecked")
    private static Admin onListOffsets(Ends ends) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> method.getName().equals("listOffsets")
                        ? ends.list((Map<TopicPartition, OffsetSpec>) arguments[0], (ListOffsetsOptions) arguments[1])
                        : method.invoke(admin, arguments));
    }

    @Test
    void saysThatThereAreTooFewBrokers() {
        assertThatExceptionOfType(TopicException.class)
                .isThrownBy(() -> create("{ partitions: 1, replication: 3 }"))
                .satisfies(e -> assertThat(e)
                        .message()
                        .contains("topics.replication is too high (expected: at most the number of brokers)")
                        .hasLineCount(1));
    }

    @Test
    void saysWhichRightIsMissing() throws Exception {
        // Given
        var cluster = new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
        var topics = new ResourcePattern(ResourceType.TOPIC, "locked.", PatternType.PREFIXED);
        var rights = new ArrayList<AclBinding>();
        rights.add(acl(cluster, AclOperation.ALL, AclPermissionType.ALLOW));
        rights.add(acl(cluster, AclOperation.CREATE, AclPermissionType.DENY));
        rights.add(acl(topics, AclOperation.DESCRIBE, AclPermissionType.ALLOW));
        Acls.create(admin, rights);

        try {
            // When / Then
            assertThatExceptionOfType(TopicException.class)
                    .isThrownBy(() -> create("{ prefix: locked., partitions: 1, replication: 1 }"))
                    .satisfies(
                            e -> assertThat(e)
                                    .message()
                                    .matches(
                                            "topic locked\\.\\S+: not allowed \\(expected: the right Create on it, see kafka-acls\\)"));
        } finally {
            admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
                    .all()
                    .get();
        }
    }

    @Test
    void givesUpInTimeWhereNoBrokerAnswers() throws Exception {
        // Given
        Admin lost = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"));
        var creator = new TopicCreator(lost, Duration.ofMillis(200));

        try {
            // When / Then
            assertThatExceptionOfType(TopicException.class)
                    .isThrownBy(() -> creator.create(configuration("{}")))
                    .withMessage("topics: no answer from Kafka within 200 ms");
        } finally {
            lost.close(Duration.ZERO);
        }
    }

    private static TopicReport create(String topics) throws Exception {
        var report = new TopicCreator(admin, TIMEOUT).create(configuration(topics));
        awaitKnown(report.created());
        return report;
    }

    /** The broker that is asked learns of a topic after it is told that it is made. */
    private static void awaitKnown(Collection<String> topics) {
        await().until(() -> admin.listTopics().names().get().containsAll(topics));
    }

    private static Configuration configuration(String topics) throws Exception {
        String yaml = "backends: { a: { url: http://a, master: true }, b: { url: http://b } }\ntopics: " + topics;
        return ConfigurationLoader.parse(yaml, Path.of("/"), Map.of(), Set.of());
    }

    private static void make(String topic, int partitions) throws Exception {
        make(new NewTopic(topic, partitions, (short) 1));
    }

    private static void make(NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get();
        awaitKnown(List.of(topic.name()));
    }

    private static int partitions(String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .partitions()
                .size();
    }

    private static String setting(String topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }

    private static AclBinding acl(ResourcePattern resource, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(resource, new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
    }
}
