package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.RecordReader;
import io.kagemusha.comparer.finish.JoinedExchange;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the records of an exchange that has come to its end. */
final class ExchangeDecoder {

    private ExchangeDecoder() {}

    /**
     * Decodes what can be.
     *
     * @param records by part
     * @param unreadable filled with the parts that cannot, and why
     */
    static JoinedExchange decode(
            PendingExchange exchange, Map<Integer, ArrivedRecord> records, Map<Integer, String> unreadable) {
        Selection selection = exchange.selection();
        @Nullable RequestRecord request = null;
        var responses = new HashMap<String, ResponseRecord>();
        var faults = new HashMap<String, String>();
        for (var entry : records.entrySet()) {
            int part = entry.getKey();
            ArrivedRecord record = entry.getValue();
            try {
                if (part == Part.REQUEST) {
                    request = RecordReader.readRequest(selection, record.headers(), record.value());
                } else {
                    var response = RecordReader.readResponse(selection, record.headers(), record.value());
                    responses.put(response.backend(), response);
                }
            } catch (BadRecordException e) {
                String message = String.valueOf(e.getMessage());
                unreadable.put(part, message);
                faults.put(Part.describe(selection, part), message);
            }
        }
        Instant firstArrival = Instant.ofEpochMilli(exchange.firstArrival());
        long bytes = records.values().stream().mapToLong(StoreEntryCodec::size).sum();
        return new JoinedExchange(selection, firstArrival, request, responses, faults, bytes);
    }
}
