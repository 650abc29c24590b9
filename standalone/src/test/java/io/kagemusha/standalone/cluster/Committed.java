package io.kagemusha.standalone.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.standalone.mismatch.EventReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is committed to the topics. */
public record Committed(String bootstrapServers) {

    /** The {@code ce_id} of every record of the topic. */
    public List<String> ids(String topic) {
        return read(topic, record -> header(record, "ce_id"));
    }

    /** The outcomes of the pairs in that topic, each behind its id. */
    public List<String> outcomes(String topic) {
        return read(topic, record -> header(record, "ce_id") + " " + header(record, "ce_outcome"));
    }

    /** The first line of every record of the topic, which is of {@code message/http}, behind its id. */
    public List<String> startLines(String topic) {
        return read(
                topic,
                record -> header(record, "ce_id") + " "
                        + new String(record.value(), ISO_8859_1)
                                .lines()
                                .findFirst()
                                .orElse(""));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private List<String> read(String topic, Function<ConsumerRecord<byte[], byte[]>, String> what) {
        var found = new ArrayList<String>();
        try (var reader = EventReader.open(
                Map.of("bootstrap.servers", bootstrapServers),
                Pattern.compile(Pattern.quote(topic)),
                EventReader.Start.BEGINNING)) {
            reader.readToEnd(record -> found.add(what.apply(record)));
        }
        return found;
    }
}
