package io.kagemusha.standalone.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that is in a Kafka: keys, values and headers of all topics, internal ones too, committed or not. */
final class EveryByte {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");

    private EveryByte() {}

    /** A text that was stored, and where. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    record Found(String topic, String where, byte[] bytes) {

        /** What somebody would find in it who tries: as it is, unpacked, and without the encodings that text has. */
        List<String> readings() {
            var readings = new ArrayList<String>();
            String text = new String(bytes, ISO_8859_1);
            readings.add(text);
            readings.add(decodedParameters(text));
            BASE64.matcher(text).results().forEach(match -> addBytes(decoded(match.group()), readings));
            addUnpacked(bytes, readings);
            return readings;
        }

        private static void addBytes(byte[] decoded, List<String> readings) {
            readings.add(new String(decoded, ISO_8859_1));
            addUnpacked(decoded, readings);
        }

        private static void addUnpacked(byte[] packed, List<String> readings) {
            for (int i = 0; i + 2 < packed.length; i++) {
                if (packed[i] == (byte) 0x1f && packed[i + 1] == (byte) 0x8b && packed[i + 2] == 8) {
                    try (var in = new GZIPInputStream(
                            new ByteArrayInputStream(Arrays.copyOfRange(packed, i, packed.length)))) {
                        readings.add(new String(in.readNBytes(1 << 20), ISO_8859_1));
                    } catch (IOException e) {
                        readings.add("");
                    }
                }
            }
        }

        private static String decodedParameters(String text) {
            try {
                return URLDecoder.decode(text, ISO_8859_1);
            } catch (IllegalArgumentException e) {
                return text;
            }
        }

        private static byte[] decoded(String base64) {
            String whole = base64.replace("=", "");
            return Base64.getDecoder().decode(whole.substring(0, whole.length() / 4 * 4));
        }
    }

    static List<Found> in(String bootstrapServers) throws Exception {
        var found = new ArrayList<Found>();
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_uncommitted");
        try (Admin admin = Admin.create(properties);
                var consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            var partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    add(found, record.topic(), "key", record.key());
                    add(found, record.topic(), "value", record.value());
                    record.headers().forEach(header -> add(found, record.topic(), header.key(), header.value()));
                }
            }
        }
        return found;
    }

    private static void add(List<Found> found, String topic, String where, byte[] bytes) {
        if (bytes != null) {
            found.add(new Found(topic, where, bytes));
        }
    }
}
