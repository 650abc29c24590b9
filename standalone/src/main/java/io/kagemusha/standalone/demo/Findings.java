package io.kagemusha.standalone.demo;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.standalone.mismatch.BadEventException;
import io.kagemusha.standalone.mismatch.EventReader;
import io.kagemusha.standalone.mismatch.EventTopics;
import io.kagemusha.standalone.mismatch.MismatchEvent;
import io.kagemusha.standalone.mismatch.MismatchPrinter;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The mismatches that there are, put together by signature. */
final class Findings {

    private final Map<String, Finding> bySignature = new LinkedHashMap<>();

    /** One kind of mismatch: the first of it, and how often it came. */
    record Finding(MismatchEvent example, long count) {

        /** Partitions are read in no particular order, so that the first read need not be the first that came. */
        private Finding and(Finding other) {
            boolean earlier =
                    other.example.heading().time().isBefore(example.heading().time());
            return new Finding(earlier ? other.example : example, count + other.count);
        }
    }

    /** Reads everything that is there now. */
    static Findings read(String bootstrapServers, TopicSettings topics) {
        var findings = new Findings();
        var kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (var reader = EventReader.open(kafka, EventTopics.mismatches(topics), EventReader.Start.BEGINNING)) {
            reader.readToEnd(findings::add);
        }
        return findings;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            MismatchEvent event = MismatchEvent.parse(record.value());
            bySignature.merge(event.heading().signature(), new Finding(event, 1), Finding::and);
        } catch (BadEventException e) {
            throw new IllegalStateException(e);
        }
    }

    Collection<Finding> all() {
        return bySignature.values();
    }

    /** Prints each, those of an endpoint together. */
    void print(MismatchPrinter printer) {
        bySignature.values().stream()
                .sorted(Comparator.comparing(
                        finding -> finding.example().heading().endpoint()))
                .forEach(finding -> printer.print(finding.example(), finding.count()));
    }
}
