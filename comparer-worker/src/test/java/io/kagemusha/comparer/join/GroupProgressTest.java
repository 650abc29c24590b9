package io.kagemusha.comparer.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupProgressTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong start = new AtomicLong();
    private final Admin admin = (Admin) Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> answer(method.getName(), arguments));
    private final GroupProgress progress = new GroupProgress(
            admin, "group", Pipeline.TOPICS, 1, asked::incrementAndGet, new ComparerMetrics(registry));

    @AfterEach
    void close() {
        progress.close();
    }

    /** A broker whose topics begin and end at {@code start}; the group has committed 0. */
    private Object answer(String method, Object[] arguments) throws ReflectiveOperationException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("a fault of our own");
        }
        var commits = new HashMap<TopicPartition, OffsetAndMetadata>();
        if (method.equals("listConsumerGroupOffsets")) {
            commits.put(new TopicPartition(Pipeline.TOPICS.requests(), 0), new OffsetAndMetadata(0));
            var constructor = ListConsumerGroupOffsetsResult.class.getDeclaredConstructor(Map.class);
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Map.of(CoordinatorKey.byGroupId("group"), KafkaFuture.completedFuture(commits)));
        }
        var offsets = new HashMap<TopicPartition, KafkaFuture<ListOffsetsResultInfo>>();
        for (Object partition : ((Map<?, ?>) arguments[0]).keySet()) {
            var info = new ListOffsetsResultInfo(start.get(), 0, Optional.empty());
            offsets.put((TopicPartition) partition, KafkaFuture.completedFuture(info));
        }
        return new ListOffsetsResult(offsets);
    }

    private double lost() {
        return registry.get("kagemusha.comparer.records.lost").counter().count();
    }

    @Test
    void goesOnAskingWhateverFails() throws InterruptedException {
        // Given
        failures.set(2);

        // When
        progress.start();

        // Then
        assertThat(progress.provenReadUntil(0)).isEqualTo(IdlePartitions.NEVER);
        await().untilAsserted(() -> assertThat(progress.provenReadUntil(0)).isPositive());
    }

    @Test
    void countsWhatRetentionTookOnceAndNothingBackWhereATopicIsMadeAnew() throws InterruptedException {
        // Given
        start.set(100);
        progress.start();
        assertThat(lost()).isEqualTo(100);

        // When
        start.set(40);
        long now = asked.get();
        await().until(() -> asked.get() > now + 1);

        // Then
        assertThat(lost()).isEqualTo(100);
    }
}
