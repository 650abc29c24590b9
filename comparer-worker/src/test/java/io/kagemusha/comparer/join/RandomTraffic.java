package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.failure;
import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.Pipeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of many exchanges in random order, some twice, some lost, some after the join timeout by seconds or by hours; and
 * a model of what becomes of them, which knows only when each record came first.
 */
final class RandomTraffic {

    private static final long TIMEOUT = Pipeline.JOIN_TIMEOUT.toMillis();
    private static final long DAY = ExchangeJoin.INCOMPLETE_REMEMBERED.toMillis();
    private static final int BURSTS = 4;
    private static final List<String> BACKENDS = List.of("a", "b", "c", "d");
    private static final RecordWriter WRITER =
            new RecordWriter(Pipeline.TOPICS.requests(), Pipeline.TOPICS.responses());

    /** One record as it arrives: part 0 is the request, part n the response of the nth backend. */
    record Arrival(long at, int exchange, int part) {}

    /** What a backend answers with. */
    private enum Answer {
        ONE,
        TWO,
        FAILED,
        SHED
    }

    private record Exchange(Selection selection, List<Answer> answers) {}

    private final Random random;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();

    RandomTraffic(Random random, int size) {
        this.random = random;
        for (int i = 0; i < size; i++) {
            Exchange exchange = exchange(i);
            exchanges.add(exchange);
            addArrivals(i, exchange);
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
    }

    /** In order of time. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    ProducerRecord<byte[], byte[]> record(Arrival arrival) {
        Exchange exchange = exchanges.get(arrival.exchange());
        return arrival.part() == 0
                ? WRITER.write(request(exchange.selection()))
                : WRITER.write(responseOf(exchange, arrival.part()));
    }

    private Exchange exchange(int number) {
        var backends = BACKENDS.subList(0, 1 + random.nextInt(BACKENDS.size()));
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < backends.size(); i++) {
            // Only shadows are shed
            answers.add(Answer.values()[random.nextInt(i == 0 ? 3 : 4)]);
        }
        return new Exchange(selection("x" + number, backends.toArray(String[]::new)), answers);
    }

    /** Exchanges come in bursts hours apart, so that what is late by hours comes among others. */
    private void addArrivals(int number, Exchange exchange) {
        long begin = random.nextInt(BURSTS) * (DAY / BURSTS) + random.nextLong(5 * TIMEOUT);
        for (int part = 0; part <= exchange.selection().backends().size(); part++) {
            if (random.nextInt(20) == 0) {
                continue;
            }
            long at = begin + delay();
            arrivals.add(new Arrival(at, number, part));
            if (random.nextInt(10) == 0) {
                arrivals.add(new Arrival(at + random.nextLong(TIMEOUT / 4), number, part));
            }
        }
    }

    private long delay() {
        return switch (random.nextInt(20)) {
            case 0, 1 -> random.nextLong(TIMEOUT * 3 / 2);
            case 2 -> random.nextLong(DAY - TIMEOUT);
            default -> random.nextLong(1_000);
        };
    }

    private static ResponseRecord responseOf(Exchange exchange, int part) {
        String backend = exchange.selection().backends().get(part - 1);
        return switch (exchange.answers().get(part - 1)) {
            case ONE -> response(exchange.selection(), backend, "{\"a\":1}");
            case TWO -> response(exchange.selection(), backend, "{\"a\":2}");
            case FAILED -> failure(exchange.selection(), backend, FailureKind.RESET, "");
            case SHED -> failure(exchange.selection(), backend, FailureKind.SHED, "backlog");
        };
    }

    /** Every outcome that there must be, sorted. */
    List<String> model() {
        Map<Integer, Map<Integer, Long>> firstArrivals = new TreeMap<>();
        for (Arrival arrival : arrivals) {
            firstArrivals
                    .computeIfAbsent(arrival.exchange(), exchange -> new HashMap<>())
                    .putIfAbsent(arrival.part(), arrival.at());
        }
        var outcomes = new ArrayList<String>();
        firstArrivals.forEach((number, parts) -> {
            long begin = parts.values().stream().min(Comparator.naturalOrder()).orElseThrow();
            parts.values().removeIf(at -> at > begin + TIMEOUT);
            Exchange exchange = exchanges.get(number);
            for (int shadow = 2; shadow <= exchange.selection().backends().size(); shadow++) {
                outcomes.add(exchange.selection().requestId() + "/"
                        + exchange.selection().backends().get(shadow - 1) + " " + outcome(exchange, parts, shadow));
            }
        });
        outcomes.sort(Comparator.naturalOrder());
        return outcomes;
    }

    private static String outcome(Exchange exchange, Map<Integer, Long> parts, int shadow) {
        Answer theirs = exchange.answers().get(shadow - 1);
        Answer master = exchange.answers().get(0);
        if (parts.containsKey(shadow) && theirs == Answer.SHED) {
            return "SHED";
        }
        if (parts.containsKey(shadow) && theirs == Answer.FAILED) {
            return "SHADOW_FAILED";
        }
        if (parts.containsKey(1) && master == Answer.FAILED) {
            return "REPLY_FAILED";
        }
        if (!parts.containsKey(0) || !parts.containsKey(1) || !parts.containsKey(shadow)) {
            return "UNJOINED";
        }
        return theirs == master ? "MATCH" : "MISMATCH";
    }
}
