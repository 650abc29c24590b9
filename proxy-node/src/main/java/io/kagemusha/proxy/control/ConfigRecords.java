package io.kagemusha.proxy.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.record.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes and reads the records of the config topic. Safe for use by several threads. */
final class ConfigRecords {

    static final String BACKEND_TYPE = "io.kagemusha.backend.v1";
    static final String DELETED_TYPE = "io.kagemusha.backend-deleted.v1";
    private static final String REGISTERED = "ce_registered";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;
    private final String node;

    ConfigRecords(String topic, String node) {
        this.topic = topic;
        this.node = node;
    }

    /** The record of a change; where that is null, a tombstone, after which the topic says nothing of the name. */
    ProducerRecord<byte[], byte[]> write(String name, @Nullable BackendChange change) {
        byte[] key = name.getBytes(UTF_8);
        if (change == null) {
            return new ProducerRecord<>(topic, 0, key, null);
        }
        BackendSettings settings = change.settings();
        Headers headers = new RecordHeaders();
        CloudEvent.begin(
                headers,
                UUID.randomUUID().toString(),
                CloudEvent.SOURCE_PREFIX + node,
                settings == null ? DELETED_TYPE : BACKEND_TYPE,
                EventTime.format(Instant.now()),
                "application/json");
        headers.add(REGISTERED, change.registered().toString().getBytes(UTF_8));
        return new ProducerRecord<>(topic, 0, key, (settings == null ? "{}" : json(settings)).getBytes(UTF_8), headers);
    }

    private static String json(BackendSettings settings) {
        return JSON.valueToTree(BackendDocument.of(settings)).toString();
    }

    /** The change in a record that is no tombstone. */
    BackendChange read(ConsumerRecord<byte[], byte[]> stored) throws BadRecordException {
        String type = CloudEvent.text(stored.headers(), CloudEvent.TYPE);
        if (DELETED_TYPE.equals(type)) {
            return new BackendChange(null, registered(stored));
        }
        if (!BACKEND_TYPE.equals(type)) {
            throw new BadRecordException(
                    CloudEvent.TYPE + ": " + type + " (expected: " + BACKEND_TYPE + " or " + DELETED_TYPE + ")");
        }
        try {
            var settings = BackendDocument.parse(name(stored), new String(stored.value(), UTF_8), false);
            return new BackendChange(settings, registered(stored));
        } catch (ConfigurationException e) {
            throw new BadRecordException(String.join("; ", e.faults()), e);
        }
    }

    static String name(ConsumerRecord<byte[], byte[]> stored) throws BadRecordException {
        if (stored.key() == null) {
            throw new BadRecordException("key: none (expected: the name of a backend)");
        }
        return new String(stored.key(), UTF_8);
    }

    /** When the name was first said; where a tool has left that out, when the record was written. */
    private static Instant registered(ConsumerRecord<byte[], byte[]> stored) throws BadRecordException {
        String text = CloudEvent.text(stored.headers(), REGISTERED);
        try {
            return text == null ? Instant.ofEpochMilli(stored.timestamp()) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BadRecordException(REGISTERED + ": " + text + " (expected: a time as in RFC 3339)", e);
        }
    }
}
