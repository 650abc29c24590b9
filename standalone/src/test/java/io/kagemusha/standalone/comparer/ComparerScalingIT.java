package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Workers come and go under load, and each pair still has exactly one outcome. */
class ComparerScalingIT {

    @Test
    void eachPairHasExactlyOneOutcomeWhileWorkersCloseAndStart() throws Exception {
        try (var lab = new ComparerLab(Duration.ofMinutes(5))) {
            // Given
            var first = lab.startWorker();
            var second = lab.startWorker();
            await().atMost(ComparerLab.PATIENCE).until(() -> first.running() && second.running());
            var sent = new AtomicInteger();
            var enough = new AtomicBoolean();
            var load = CompletableFuture.runAsync(() -> produce(lab, sent, enough));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() > 100);

            // When
            first.close();
            var third = lab.startWorker();
            int before = lab.outcomes().size();
            await().atMost(ComparerLab.PATIENCE)
                    .until(() -> third.running() && lab.outcomes().size() > before + 100);
            enough.set(true);
            load.get();

            // Then
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() >= sent.get());
            List<String> outcomes = lab.outcomes();
            assertThat(outcomes).hasSize(sent.get()).allMatch(outcome -> outcome.endsWith(" MISMATCH"));
            assertThat(new TreeSet<>(outcomes)).hasSize(sent.get());
            assertThat(lab.committed("shadow.mismatches")).hasSize(sent.get());
        }
    }

    /** The three records of an exchange far enough apart that rebalances fall between them. */
    private static void produce(ComparerLab lab, AtomicInteger sent, AtomicBoolean enough) {
        try (var producer = lab.producer()) {
            var waiting = new ArrayList<List<ProducerRecord<byte[], byte[]>>>();
            while (!enough.get()) {
                var exchange = ComparerLab.exchange("x" + sent.getAndIncrement());
                send(producer, exchange.get(0));
                send(producer, exchange.get(1));
                waiting.add(exchange);
                if (waiting.size() > 200) {
                    send(producer, waiting.remove(0).get(2));
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            waiting.forEach(exchange -> send(producer, exchange.get(2)));
        }
    }

    /** A record that gets lost shows as an outcome that is missing. */
    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record);
    }
}
