package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** A record as text that shows every byte: header lines, an empty line, the value. */
final class RecordText {

    private RecordText() {}

    static String of(ProducerRecord<byte[], byte[]> record) {
        var text = new StringBuilder();
        text.append("topic: ").append(record.topic()).append('\n');
        text.append("key: ").append(shown(record.key())).append('\n');
        for (Header header : record.headers()) {
            text.append(header.key()).append(": ").append(shown(header.value())).append('\n');
        }
        return text.append('\n')
                .append(shown(record.value()).replace("\\n", "\\n\n"))
                .append('\n')
                .toString();
    }

    private static String shown(byte[] bytes) {
        var text = new StringBuilder();
        for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
            if (c == '\r') {
                text.append("\\r");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < 0x20 || c >= 0x7f || c == '\\') {
                text.append("\\x%02x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
