package io.kagemusha.proxy.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.CloudEvent;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ConfigRecordsTest {

    private static final Instant REGISTERED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final ConfigRecords records = new ConfigRecords("shadow.config", "node-1");

    @Test
    void readsWhatItHasWritten() throws Exception {
        var settings = BackendDocument.parse("b", "{ \"url\": \"http://b:1\", \"sample\": \"5%\" }", false);
        var added = new BackendChange(settings, REGISTERED);
        var deleted = new BackendChange(null, REGISTERED);

        assertThat(records.read(stored(records.write("b", added)))).isEqualTo(added);
        assertThat(records.read(stored(records.write("b", deleted)))).isEqualTo(deleted);
        assertThat(records.write("b", null).value()).isNull();
    }

    @Test
    void writesCloudEvents() throws Exception {
        var written = records.write("b", new BackendChange(null, REGISTERED));

        assertThat(written.key()).asString().isEqualTo("b");
        assertThat(CloudEvent.text(written.headers(), CloudEvent.TYPE)).isEqualTo("io.kagemusha.backend-deleted.v1");
        assertThat(CloudEvent.text(written.headers(), CloudEvent.SOURCE)).isEqualTo("/kagemusha/nodes/node-1");
        assertThat(CloudEvent.text(written.headers(), CloudEvent.SPEC_VERSION)).isEqualTo("1.0");
        assertThat(CloudEvent.text(written.headers(), "ce_registered")).isEqualTo(REGISTERED.toString());
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertRefused("io.kagemusha.backend.v2", "{}", "ce_type: io.kagemusha.backend.v2 (expected: ");
        assertRefused(ConfigRecords.BACKEND_TYPE, "{ \"url\": 1", "not YAML");
        assertRefused(ConfigRecords.BACKEND_TYPE, "{ \"uri\": \"http://b\" }", "backends.b.uri: unknown key");
    }

    private void assertRefused(String type, String value, String message) {
        var headers = new RecordHeaders();
        headers.add(CloudEvent.TYPE, type.getBytes(UTF_8));
        var written = new ProducerRecord<>("shadow.config", 0, "b".getBytes(UTF_8), value.getBytes(UTF_8), headers);
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> records.read(stored(written)))
                .withMessageContaining(message);
    }

    private static ConsumerRecord<byte[], byte[]> stored(ProducerRecord<byte[], byte[]> written) {
        return new ConsumerRecord<>(
                written.topic(),
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                written.key(),
                written.value(),
                written.headers(),
                Optional.empty());
    }
}
