package io.kagemusha.proxy.control;

import io.kagemusha.common.topic.KafkaCause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Puts changes into the config topic, from where every node takes them. A change is rare, so each opens a producer. */
final class TopicChanges implements ChangeLog {

    private final Map<String, String> kafka;
    private final ConfigRecords records;

    TopicChanges(Map<String, String> kafka, ConfigRecords records) {
        this.kafka = kafka;
        this.records = records;
    }

    @Override
    public long append(String name, @Nullable BackendChange change) throws ChangeFailedException {
        ProducerRecord<byte[], byte[]> entry = records.write(name, change);
        try {
            var producer = new KafkaProducer<byte[], byte[]>(ConfigClients.producer(kafka));
            try {
                return producer.send(entry).get().offset();
            } finally {
                producer.close(Duration.ZERO);
            }
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private static ChangeFailedException failed(Throwable failure) {
        Throwable cause = KafkaCause.of(failure);
        return new ChangeFailedException(
                "Kafka did not acknowledge the change, so nothing was changed here: " + cause.getMessage()
                        + " (a record that arrived without an answer takes effect on every node when they read it)",
                cause);
    }

    @Override
    public String origin() {
        return "topic";
    }

    @Override
    public String reach() {
        return "every node";
    }
}
