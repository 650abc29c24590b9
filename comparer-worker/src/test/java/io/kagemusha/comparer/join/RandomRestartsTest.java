package io.kagemusha.comparer.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.join.RandomTraffic.Arrival;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random traffic through two partitions whose owners commit, die and hand over at random moments: what is committed is
 * exactly one outcome for each pair, the one that the model gives it.
 */
class RandomRestartsTest {

    private static final int EXCHANGES = 100;
    private static final int PARTITIONS = 2;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void makeNoOutcomeTwiceAndLoseNone(long seed) {
        // Given
        var random = new Random(seed);
        var traffic = new RandomTraffic(random, EXCHANGES);
        var registry = new SimpleMeterRegistry();
        var metrics = new ComparerMetrics(registry);
        var partitions = new ArrayList<Partition>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new Partition(traffic, metrics, i));
        }

        // When
        var busy = new ArrayList<>(partitions);
        while (!busy.isEmpty()) {
            Partition partition = busy.get(random.nextInt(busy.size()));
            switch (random.nextInt(40)) {
                case 0 -> partition.commit();
                case 1 -> partition.handOver();
                case 2 -> partition.crash();
                default -> partition.step();
            }
            busy.removeIf(Partition::atEnd);
        }
        partitions.forEach(Partition::expire);

        // Then
        var outcomes = new ArrayList<String>();
        partitions.forEach(partition -> outcomes.addAll(partition.outcomes));
        outcomes.sort(Comparator.naturalOrder());
        assertThat(outcomes).isEqualTo(traffic.model());
        assertThat(registry.find("kagemusha.comparer.unaccounted").gauges())
                .hasSize(2)
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());

        partitions.forEach(Partition::forget);
        assertThat(partitions)
                .allSatisfy(partition -> assertThat(partition.state.entries()).isEmpty());
    }

    /** One partition: its log, how far it is committed, and what was committed with that. */
    private static final class Partition {
        private final RandomTraffic traffic;
        private final ComparerMetrics metrics;
        private final List<Arrival> log;
        private final List<String> outcomes = new ArrayList<>();
        private TaskOwner.State state = TaskOwner.State.EMPTY;
        private TaskOwner owner;
        private int committed;
        private int position;

        Partition(RandomTraffic traffic, ComparerMetrics metrics, int number) {
            this.traffic = traffic;
            this.metrics = metrics;
            this.log = traffic.arrivals().stream()
                    .filter(arrival -> arrival.exchange() % PARTITIONS == number)
                    .toList();
            this.owner = new TaskOwner(state, metrics);
        }

        boolean atEnd() {
            return position == log.size();
        }

        void step() {
            Arrival next = log.get(position++);
            owner.process(traffic.record(next), next.at());
        }

        void commit() {
            outcomes.addAll(owner.verdicts());
            state = owner.state();
            committed = position;
        }

        void handOver() {
            commit();
            crash();
        }

        /** The next owner begins where was last committed. */
        void crash() {
            owner.close();
            owner = new TaskOwner(state, metrics);
            position = committed;
        }

        void expire() {
            owner.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
            commit();
        }

        void forget() {
            owner.passIdle(ExchangeJoin.INCOMPLETE_REMEMBERED.plusMillis(1));
            commit();
        }
    }
}
