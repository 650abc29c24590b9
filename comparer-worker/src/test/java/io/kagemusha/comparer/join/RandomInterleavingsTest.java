package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.failure;
import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.Pipeline.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records of many exchanges in random order, some twice, some lost, some after the join timeout: each pair has exactly the
 * outcome that a model gives it, which knows only when each record came first.
 */
class RandomInterleavingsTest {

    private static final int EXCHANGES = 100;
    private static final long TIMEOUT = Pipeline.JOIN_TIMEOUT.toMillis();
    private static final List<String> BACKENDS = List.of("a", "b", "c", "d");

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** One record as it arrives: part 0 is the request, part n the response of the nth backend. */
    private record Arrival(long at, int exchange, int part) {}

    /** What a backend answers with. */
    private enum Answer {
        ONE,
        TWO,
        FAILED,
        SHED
    }

    private record Exchange(Selection selection, List<Answer> answers) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void giveEveryPairTheOutcomeOfTheModel(long seed) {
        // Given
        var random = new Random(seed);
        var exchanges = new ArrayList<Exchange>();
        var arrivals = new ArrayList<Arrival>();
        for (int i = 0; i < EXCHANGES; i++) {
            exchanges.add(exchange(random, i));
            arrivals.addAll(arrivals(random, i, exchanges.get(i)));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));

        try (var pipeline = new Pipeline(new Setup())) {
            // When
            long now = 0;
            for (Arrival arrival : arrivals) {
                pipeline.pass(Duration.ofMillis(arrival.at() - now));
                now = arrival.at();
                pipe(pipeline, exchanges.get(arrival.exchange()), arrival.part());
            }
            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));

            // Then
            var outcomes = new ArrayList<>(pipeline.verdicts());
            outcomes.sort(Comparator.naturalOrder());
            assertThat(outcomes).isEqualTo(model(exchanges, arrivals));
            assertThat(pipeline.count("records.read"))
                    .isEqualTo(arrivals.size())
                    .isEqualTo(pipeline.count("records.joined")
                            + pipeline.count("records.duplicate")
                            + pipeline.count("records.late"));
            assertThat(pipeline.count("outcomes")).isEqualTo(outcomes.size());

            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
            assertThat(pipeline.storeEntries()).isEmpty();
            assertThat(pipeline.gauge("exchanges.pending")).isZero();
            assertThat(pipeline.gauge("records.waiting")).isZero();
        }
    }

    private static Exchange exchange(Random random, int number) {
        var backends = BACKENDS.subList(0, 1 + random.nextInt(BACKENDS.size()));
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < backends.size(); i++) {
            // Only shadows are shed
            answers.add(Answer.values()[random.nextInt(i == 0 ? 3 : 4)]);
        }
        return new Exchange(selection("x" + number, backends.toArray(String[]::new)), answers);
    }

    private static List<Arrival> arrivals(Random random, int number, Exchange exchange) {
        var arrivals = new ArrayList<Arrival>();
        long begin = random.nextLong(10 * TIMEOUT);
        for (int part = 0; part <= exchange.selection().backends().size(); part++) {
            if (random.nextInt(20) == 0) {
                continue;
            }
            long delay = random.nextInt(10) == 0 ? random.nextLong(TIMEOUT * 3 / 2) : random.nextLong(1_000);
            arrivals.add(new Arrival(begin + delay, number, part));
            if (random.nextInt(10) == 0) {
                arrivals.add(new Arrival(begin + delay + random.nextLong(TIMEOUT / 4), number, part));
            }
        }
        return arrivals;
    }

    private static void pipe(Pipeline pipeline, Exchange exchange, int part) {
        if (part == 0) {
            pipeline.pipe(request(exchange.selection()));
        } else {
            pipeline.pipe(record(exchange, part));
        }
    }

    private static ResponseRecord record(Exchange exchange, int part) {
        String backend = exchange.selection().backends().get(part - 1);
        return switch (exchange.answers().get(part - 1)) {
            case ONE -> response(exchange.selection(), backend, "{\"a\":1}");
            case TWO -> response(exchange.selection(), backend, "{\"a\":2}");
            case FAILED -> failure(exchange.selection(), backend, FailureKind.RESET, "");
            case SHED -> failure(exchange.selection(), backend, FailureKind.SHED, "backlog");
        };
    }

    private static List<String> model(List<Exchange> exchanges, List<Arrival> arrivals) {
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
