package io.kagemusha.comparer.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.metric.DeadLetterReason;
import io.kagemusha.comparer.publish.DeadLetter;
import io.kagemusha.comparer.publish.DeadLetter.Source;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes dead letters of the records of one partition. */
record DeadLetters(Topics topics, int partition) {

    /** Of a record that has just been read. */
    DeadLetter rejected(Record<byte[], byte[]> record, RecordMetadata read, DeadLetterReason reason, String error) {
        var source = new Source(read.topic(), read.partition(), read.offset());
        return new DeadLetter(source, reason, error, record.key(), record.headers(), record.value());
    }

    /** Of a record that has waited. */
    DeadLetter waited(String requestId, int part, ArrivedRecord record, DeadLetterReason reason, String error) {
        String topic = part == Part.REQUEST ? topics.requests() : topics.responses();
        var source = new Source(topic, partition, record.offset());
        return new DeadLetter(source, reason, error, requestId.getBytes(UTF_8), record.headers(), record.value());
    }
}
