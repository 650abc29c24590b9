package io.kagemusha.comparer.join;

import static java.util.Objects.requireNonNull;

import io.kagemusha.comparer.finish.JudgedExchange;
import io.kagemusha.comparer.join.RecordIntake.Arrival;
import io.kagemusha.comparer.metric.DeadLetterReason;
import io.kagemusha.comparer.publish.DeadLetter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of each exchange together and gives it to the finishing stage exactly once: when all have come, or
 * when its join timeout has passed. It remembers that it did, so that what comes late or twice makes no second outcome: for a
 * further join timeout where all records had come, for a day where some had not. A response older than that by its own
 * account is late in any case. Confined to one task's thread.
 */
final class ExchangeJoin {

    /** An exchange with the finishing stage or waiting for it, and those of its records that could not be decoded. */
    private record Finishing(PendingExchange exchange, Map<Integer, DeadLetter> unreadable) {}

    /** How long an exchange is remembered of which records were missing. These are few, and what is late may be very late. */
    static final Duration INCOMPLETE_REMEMBERED = Duration.ofDays(1);

    /** Of how many such exchanges one task keeps a mark, some 15 MB of them, in the worst case. */
    static final int MOST_INCOMPLETE = 50_000;

    private final JoinTask task;
    private final StreamClock clock;
    private final ExchangeStore store;
    private final PendingExchanges pending;
    private final Map<String, Finishing> finishing = new HashMap<>();
    private final ArrayDeque<PendingExchange> waitingForRoom = new ArrayDeque<>();

    /**
     * @param pending what the store held when the task began; what of it is complete was still with the hooks of an earlier
     *     owner of the partition
     */
    ExchangeJoin(JoinTask task, StreamClock clock, ExchangeStore store, PendingExchanges pending) {
        this.task = task;
        this.clock = clock;
        this.store = store;
        this.pending = pending;
        pending.complete().forEach(this::finish);
    }

    /** Takes a record. What has expired by now does so first. */
    void arrive(Arrival arrival, Rejection rejection) {
        expire();
        String requestId = arrival.selection().requestId();
        PendingExchange exchange = find(requestId);
        if (exchange == null) {
            BitSet finished = store.finished(requestId);
            if (finished != null) {
                countExtra(finished.get(arrival.part()));
                return;
            }
            if (arrival.age().compareTo(incompleteRemembered()) > 0) {
                task.metrics().recordLate();
                return;
            }
        } else if (!exchange.selection().equals(arrival.selection())) {
            rejection.reject(
                    DeadLetterReason.CONTRADICTORY,
                    "selection: " + arrival.selection() + " (expected: " + exchange.selection() + ")");
            return;
        } else if (exchange.hasArrived(arrival.part()) || finishing.containsKey(requestId)) {
            countExtra(exchange.hasArrived(arrival.part()));
            return;
        } else if (arrival.time() - exchange.firstArrival() > task.joinTimeoutMillis()) {
            // Others of its exchange may still be unread, so that it does not end here
            task.metrics().recordLate();
            return;
        }
        take(exchange, arrival, rejection);
    }

    private void take(@Nullable PendingExchange known, Arrival arrival, Rejection rejection) {
        boolean completes = known != null && known.lacksOnly(arrival.part());
        boolean waits = !completes || task.stage().takesTime();
        int most = task.limits().entryBytes();
        if (waits && !StoreEntryCodec.fits(arrival.record(), most)) {
            int size = StoreEntryCodec.size(arrival.record());
            rejection.reject(DeadLetterReason.TOO_LARGE, "record: " + size + " bytes (expected: <= " + most + ")");
            return;
        }
        PendingExchange exchange = known;
        if (exchange == null) {
            exchange = pending.begin(arrival.selection(), clock.now());
            task.metrics().exchangeBegins();
        }
        exchange.hold(arrival.part(), arrival.record());
        if (waits) {
            store.saveLater(exchange);
        }
        task.metrics().recordWaits();
        if (completes) {
            finish(exchange);
            publishFinished();
        }
    }

    /**
     * Finishes what has waited for longer than the join timeout, as far as the finishing stage has room for it, and forgets
     * what was finished as long ago.
     */
    void expire() {
        long time = clock.passed() - task.joinTimeoutMillis();
        var slice = clock.slice();
        for (var eldest = pending.eldestBefore(time);
                eldest != null && !isFull() && !slice.isOver();
                eldest = pending.eldestBefore(time)) {
            finish(eldest);
            publishFinished();
        }
        long longAgo = clock.passed() - incompleteRemembered().toMillis();
        task.metrics().marksEvicted(store.forget(time, longAgo));
    }

    private Duration incompleteRemembered() {
        var joinTimeout = Duration.ofMillis(task.joinTimeoutMillis());
        return joinTimeout.compareTo(INCOMPLETE_REMEMBERED) > 0 ? joinTimeout : INCOMPLETE_REMEMBERED;
    }

    /** Publishes the exchanges that have come back from the finishing stage, and hands it others in their place. */
    void publishFinished() {
        submitWaiting();
        for (var judged = task.stage().poll();
                judged != null;
                judged = task.stage().poll()) {
            publish(judged);
            submitWaiting();
        }
    }

    /** Whether exchanges wait for room in the finishing stage, so that no more should be read. */
    boolean isFull() {
        return !waitingForRoom.isEmpty();
    }

    private void submitWaiting() {
        while (!waitingForRoom.isEmpty() && task.stage().hasRoom()) {
            submit(waitingForRoom.remove());
        }
    }

    /** Leaves everything that is unfinished to the next owner of the partition. */
    void close() {
        task.stage().close();
        var left = new ArrayList<>(pending.all());
        finishing.values().forEach(f -> left.add(f.exchange()));
        int records = left.stream().mapToInt(e -> e.arrived().cardinality()).sum();
        task.metrics().released(left.size(), records);
    }

    private @Nullable PendingExchange find(String requestId) {
        PendingExchange exchange = pending.get(requestId);
        if (exchange != null) {
            return exchange;
        }
        Finishing withStage = finishing.get(requestId);
        return withStage == null ? null : withStage.exchange();
    }

    private void countExtra(boolean duplicate) {
        if (duplicate) {
            task.metrics().recordDuplicate();
        } else {
            task.metrics().recordLate();
        }
    }

    /** Has an exchange handed to the finishing stage when there is room. */
    private void finish(PendingExchange exchange) {
        pending.remove(exchange);
        finishing.put(exchange.requestId(), new Finishing(exchange, Map.of()));
        waitingForRoom.add(exchange);
    }

    private void submit(PendingExchange exchange) {
        var records = new TreeMap<Integer, ArrivedRecord>();
        exchange.arrived().stream().forEach(part -> {
            ArrivedRecord record = store.get(exchange, part);
            if (record != null) {
                records.put(part, record);
            }
        });
        var faults = new TreeMap<Integer, String>();
        var joined = ExchangeDecoder.decode(exchange, records, faults);
        var unreadable = new TreeMap<Integer, DeadLetter>();
        faults.forEach((part, fault) -> {
            ArrivedRecord record = records.get(part);
            if (record != null) {
                unreadable.put(part, letter(exchange, part, record, DeadLetterReason.UNREADABLE, fault));
            }
        });
        finishing.put(exchange.requestId(), new Finishing(exchange, unreadable));
        task.stage().submit(joined);
    }

    private void publish(JudgedExchange judged) {
        Finishing done = requireNonNull(finishing.get(judged.requestId()), "an exchange that is finished twice");
        PendingExchange exchange = done.exchange();
        long now = clock.now();
        deadLetters(done, judged.hookFault()).forEach(letter -> task.publisher().publish(letter, now));
        judged.outcomes().forEach(pair -> task.publisher().publish(pair, now));
        store.finish(exchange, now);
        // Only now: where the transaction has ended before, the next owner of the partition does all of it
        finishing.remove(judged.requestId());
        task.metrics()
                .exchangeFinished(
                        exchange.arrived().cardinality(),
                        exchange.selection().backends().size() - 1);
        judged.outcomes()
                .forEach(pair -> task.metrics()
                        .outcome(pair.shadow().backend(), pair.judgement().outcome()));
    }

    private List<DeadLetter> deadLetters(Finishing done, @Nullable String hookFault) {
        var letters = new ArrayList<>(done.unreadable().values());
        if (hookFault != null) {
            done.exchange().arrived().stream()
                    .filter(part -> !done.unreadable().containsKey(part))
                    .forEach(part -> {
                        ArrivedRecord record = store.get(done.exchange(), part);
                        if (record != null) {
                            letters.add(letter(done.exchange(), part, record, DeadLetterReason.HOOK_FAILED, hookFault));
                        }
                    });
        }
        return letters;
    }

    private DeadLetter letter(
            PendingExchange exchange, int part, ArrivedRecord record, DeadLetterReason reason, String error) {
        return task.deadLetters().waited(exchange.requestId(), part, record, reason, error);
    }
}
