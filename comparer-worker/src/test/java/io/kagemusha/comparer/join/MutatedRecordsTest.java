package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.Pipeline;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of which some bytes are not what they were: nothing of it stops the pipeline, and all is accounted for. */
class MutatedRecordsTest {

    private static final RecordWriter WRITER =
            new RecordWriter(Pipeline.TOPICS.requests(), Pipeline.TOPICS.responses());

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void leaveThePipelineGoing(long seed) {
        var random = new Random(seed);
        try (var pipeline = new Pipeline(new Pipeline.Setup())) {
            // Given
            for (int i = 0; i < 200; i++) {
                var exchange = selection("x" + i, "production", "staging");
                for (var record : List.of(
                        WRITER.write(request(exchange)),
                        WRITER.write(response(exchange, "production", "{\"a\":[1,2,3]}")),
                        WRITER.write(response(exchange, "staging", "{\"a\":[1,3]}")))) {
                    pipeline.pipe(random.nextInt(3) == 0 ? mutated(record, random) : record);
                }
            }

            // When
            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
            pipeline.pipeMismatch("after");

            // Then
            assertThat(pipeline.verdicts()).doesNotHaveDuplicates().contains("after/staging MISMATCH");
            assertThat(pipeline.gauge("exchanges.pending")).isZero();
        }
    }

    private static ProducerRecord<byte[], byte[]> mutated(ProducerRecord<byte[], byte[]> record, Random random) {
        var headers = new RecordHeaders();
        int chosen = random.nextInt(record.headers().toArray().length + 2);
        int i = 0;
        for (var header : record.headers()) {
            if (i++ != chosen) {
                headers.add(header);
            } else if (random.nextInt(4) > 0) {
                headers.add(header.key(), mutated(header.value(), random));
            }
        }
        byte[] key = i++ == chosen ? mutated(record.key(), random) : record.key();
        byte[] value = i == chosen ? mutated(record.value(), random) : record.value();
        return new ProducerRecord<>(record.topic(), null, null, key, value, headers);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] copy = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 5)) : bytes.clone();
        for (int flips = random.nextInt(4); flips > 0 && copy.length > 0; flips--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }
}
