package io.kagemusha.comparer.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.record.RecordReader;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Tells of a record, by its headers alone, to which exchange it belongs and as what. Its value is decoded when the
 * exchange is finished, once.
 */
final class RecordIntake {

    /**
     * A record and its place.
     *
     * @param time when it was appended, by the broker's clock
     * @param age how old its exchange was when it was made, by the node's monotonic clock; zero where it does not say
     */
    record Arrival(Selection selection, int part, ArrivedRecord record, long time, Duration age) {}

    /** Ids and nodes stand in keys and in what waits; longer ones than this nobody has but a broken writer. */
    private static final int ID_BYTES = 1_024;

    private final String requestsTopic;

    RecordIntake(String requestsTopic) {
        this.requestsTopic = requestsTopic;
    }

    /**
     * Reads the headers.
     *
     * @param now the task's time
     * @throws BadRecordException when they are not those of a record of its topic
     */
    Arrival read(Record<byte[], byte[]> record, RecordMetadata source, long now) throws BadRecordException {
        var headers = record.headers();
        boolean request = source.topic().equals(requestsTopic);
        String expected = request ? CloudEvent.REQUEST_TYPE : CloudEvent.RESPONSE_TYPE;
        String type = CloudEvent.text(headers, CloudEvent.TYPE);
        if (!expected.equals(type)) {
            throw new BadRecordException(CloudEvent.TYPE + ": " + type + " (expected: " + expected + ")");
        }
        var key = record.key();
        if (key != null && key.length > ID_BYTES) {
            throw new BadRecordException("key: " + key.length + " bytes (expected: <= " + ID_BYTES + ")");
        }
        var selection = RecordReader.readSelection(key == null ? null : new String(key, UTF_8), headers);
        if (selection.node().length() > ID_BYTES) {
            throw new BadRecordException(CloudEvent.SOURCE + ": a node's name of "
                    + selection.node().length() + " characters (expected: <= " + ID_BYTES + ")");
        }
        int part = Part.REQUEST;
        var age = Duration.ZERO;
        if (!request) {
            String backend = RecordReader.readBackend(headers);
            age = RecordReader.readAge(headers);
            part = Part.response(selection, backend);
            if (part == Part.REQUEST) {
                throw new BadRecordException(
                        CloudEvent.BACKEND + ": " + backend + " (expected: one of " + selection.backends() + ")");
            }
        }
        var arrived = new ArrivedRecord(now, source.offset(), headers, record.value());
        return new Arrival(selection, part, arrived, record.timestamp(), age);
    }
}
