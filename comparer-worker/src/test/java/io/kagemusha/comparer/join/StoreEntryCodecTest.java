package io.kagemusha.comparer.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreEntryCodecTest {

    @Test
    void givesARecordBackAsItWas() {
        // Given
        var headers = new RecordHeaders()
                .add("a", new byte[] {1})
                .add("a", new byte[0])
                .add("none", null);
        var record = new ArrivedRecord(7, 8, headers, new byte[] {9, 10});

        // When
        byte[] bytes = StoreEntryCodec.encode(record);

        // Then
        assertThat(bytes).hasSize(StoreEntryCodec.size(record));
        assertThat(StoreEntryCodec.decode(bytes)).isInstanceOfSatisfying(StoreEntry.Waiting.class, waiting -> {
            assertThat(waiting.record().arrivedAt()).isEqualTo(7);
            assertThat(waiting.record().offset()).isEqualTo(8);
            assertThat(waiting.record().headers()).isEqualTo(headers);
            assertThat(waiting.record().value()).containsExactly(9, 10);
        });
    }

    @Test
    void tellsNoValueFromAnEmptyOne() {
        // When
        var none = decodeRecord(new ArrivedRecord(0, 0, new RecordHeaders(), null));
        var empty = decodeRecord(new ArrivedRecord(0, 0, new RecordHeaders(), new byte[0]));

        // Then
        assertThat(none.value()).isNull();
        assertThat(empty.value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesAMarkBackAsItWas(boolean complete) {
        // Given
        var arrived = new BitSet();
        arrived.set(0);
        arrived.set(70);
        var mark = new StoreEntry.Finished(1_700_000_000_000L, complete, arrived);

        // When
        var decoded = StoreEntryCodec.decode(StoreEntryCodec.encode(mark));

        // Then
        assertThat(decoded).isEqualTo(mark);
    }

    @Test
    void refusesWhatALaterVersionWrote() {
        assertThatThrownBy(() -> StoreEntryCodec.decode(new byte[] {99}))
                .hasMessageContaining("tag 99 (expected: 1 to 3");
    }

    private static ArrivedRecord decodeRecord(ArrivedRecord record) {
        return ((StoreEntry.Waiting) StoreEntryCodec.decode(StoreEntryCodec.encode(record))).record();
    }
}
