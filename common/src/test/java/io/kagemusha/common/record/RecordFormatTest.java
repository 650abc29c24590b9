package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import java.io.InputStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pins the bytes on the wire: processes of different versions run side by side during an upgrade. */
class RecordFormatTest {

    private static final RecordWriter WRITER = new RecordWriter("shadow.requests", "shadow.responses");

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments("request", Samples.request()), arguments("request-truncated", Samples.truncatedRequest()));
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                arguments("response", Samples.response()),
                arguments("response-truncated-with-trailers", Samples.truncatedResponseWithTrailers()),
                arguments("response-broken-off", Samples.brokenOffResponse()),
                arguments("failure", Samples.failure()),
                arguments("shed", Samples.shed()),
                arguments("munged-headers", Samples.mungedHeaders()),
                arguments("munged-body", Samples.mungedBody()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void writesRequestsAsEver(String name, RequestRecord request) throws Exception {
        assertThat(RecordText.of(WRITER.write(request))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void writesResponsesAsEver(String name, ResponseRecord response) throws Exception {
        assertThat(RecordText.of(WRITER.write(response))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsTheRequestsThatItWrites(String name, RequestRecord request) throws Exception {
        // When
        ProducerRecord<byte[], byte[]> record = WRITER.write(request);

        // Then
        assertThat(RecordReader.readRequest(key(record), record.headers(), record.value()))
                .isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void readsTheResponsesThatItWrites(String name, ResponseRecord response) throws Exception {
        // When
        ProducerRecord<byte[], byte[]> record = WRITER.write(response);

        // Then
        assertThat(RecordReader.readResponse(key(record), record.headers(), record.value()))
                .isEqualTo(response);
        assertThat(RecordReader.readSelection(key(record), record.headers())).isEqualTo(Samples.SELECTION);
        assertThat(RecordReader.readBackend(record.headers())).isEqualTo(response.backend());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void passesOverHeadersThatANewerWriterMayAdd(String name, ResponseRecord response) throws Exception {
        // Given
        ProducerRecord<byte[], byte[]> record = WRITER.write(response);

        // When
        record.headers().add("ce_weather", "fine".getBytes(UTF_8));

        // Then
        assertThat(RecordReader.readResponse(key(record), record.headers(), record.value()))
                .isEqualTo(response);
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    private static String golden(String name) throws Exception {
        try (InputStream in = RecordFormatTest.class.getResourceAsStream("/golden/" + name + ".txt")) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
