package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShadowReadsTest {

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final ShadowReads reads = new ShadowReads(channel.eventLoop());

    /** Reads as soon as it may, as a flood is read. */
    private static final class Flood implements ShadowReads.Reader {

        private boolean paused;
        private boolean done;

        @Override
        public void pause(boolean now) {
            paused = now;
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private static List<Flood> floods(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Flood()).toList();
    }

    private long readAll(List<Flood> floods) {
        long bytes = 0;
        for (Flood flood : floods) {
            while (!flood.paused) {
                reads.onRead(flood, ShadowReads.PART);
                bytes += ShadowReads.PART;
            }
        }
        return bytes;
    }

    /** What is read of floods in a hundred intervals, each of which is looked at so much too late. */
    private long readIn100Intervals(List<Flood> floods, long interval, long lateNanos) {
        readAll(floods);
        // The first look tells how late the loop is
        pass(ShadowReads.INTERVAL_NANOS + lateNanos);
        readAll(floods);
        long bytes = 0;
        for (int i = 0; i < 100; i++) {
            pass(interval + lateNanos);
            bytes += readAll(floods);
        }
        return bytes;
    }

    @Test
    void whatKeepsWithinTheAllowanceIsNeverPaused() {
        var reader = new Flood();

        for (int i = 0; i < 100; i++) {
            reads.onRead(reader, ShadowReads.PART / 2);
            pass(ShadowReads.INTERVAL_NANOS);
        }

        assertThat(reader.paused).isFalse();
    }

    @Test
    void floodsAreReadInTurnsAndNoFasterThanAllowed() {
        // Given
        List<Flood> floods = floods(200);
        readAll(floods);
        var seen = new ArrayList<Flood>();

        // When
        long bytes = 0;
        for (int i = 0; i < 400; i++) {
            pass(ShadowReads.INTERVAL_NANOS);
            floods.stream().filter(flood -> !flood.paused).forEach(seen::add);
            bytes += readAll(floods);
        }

        // Then
        assertThat(bytes).isBetween(399L * ShadowReads.PART, 801L * ShadowReads.PART);
        assertThat(seen).containsAll(floods);
    }

    @Test
    void thoseThatEndedMeanwhileTakeNoTurn() {
        List<Flood> floods = floods(200);
        readAll(floods);
        floods.subList(0, 199).forEach(flood -> flood.done = true);

        pass(ShadowReads.INTERVAL_NANOS);

        assertThat(floods.get(199).paused).isFalse();
    }

    @Test
    void oneFloodIsHeldUpLikeMany() {
        long bytes = readIn100Intervals(floods(1), ShadowReads.INTERVAL_NANOS, 0);

        assertThat(bytes).isBetween(99L * ShadowReads.PART, 201L * ShadowReads.PART);
    }

    @Test
    void floodsWaitLongerWhereTheLoopIsLate() {
        long bytes = readIn100Intervals(floods(200), ShadowReads.LATE_INTERVAL_NANOS / 2, ShadowReads.LATE_NANOS);

        assertThat(bytes).isBetween(49L * ShadowReads.PART, 101L * ShadowReads.PART);
    }

    @Test
    void shadowsMayReadTwiceWhatIsReadForClientsEvenWhereTheLoopIsLate() {
        List<Flood> floods = floods(200);
        readAll(floods);
        int forClients = 40 * ShadowReads.PART;

        long bytes = 0;
        for (int i = 0; i < 100; i++) {
            reads.onReadForClient(forClients);
            pass(ShadowReads.LATE_INTERVAL_NANOS + ShadowReads.LATE_NANOS);
            bytes += readAll(floods);
        }

        assertThat(bytes).isBetween(199L * forClients, 401L * forClients);
    }

    @Test
    void whatWasReadForClientsInEarlierIntervalsIsNoCreditForAFlood() {
        int forClients = 10 * ShadowReads.PART;
        for (int i = 0; i < 1000; i++) {
            reads.onReadForClient(forClients);
            pass(ShadowReads.INTERVAL_NANOS);
        }

        long bytes = readAll(floods(1));

        assertThat(bytes).isLessThan(6L * forClients);
    }

    @Test
    void partsOfOneByteCountForTheWorkThatTheyAre() {
        List<Flood> floods = floods(1);

        int parts = 0;
        while (!floods.get(0).paused) {
            reads.onRead(floods.get(0), 1);
            parts++;
        }

        assertThat(parts).isLessThan(200);
    }

    @Test
    void whatWasReadBeforeThePauseTookHoldIsWaitedFor() {
        // Given
        List<Flood> floods = floods(1);
        int more = 50;
        int parts = 0;

        // When
        for (int i = 0; i < 500; i++) {
            if (!floods.get(0).paused) {
                for (int j = 0; j < more; j++) {
                    reads.onRead(floods.get(0), ShadowReads.PART);
                    parts++;
                }
            }
            pass(ShadowReads.INTERVAL_NANOS);
        }

        // Then
        assertThat(parts).isBetween(500 - more, 500 + 2 * more);
    }

    /** Has a thousand small parts in memory whenever it may read, as a stream of HTTP/2 has. */
    private final class QueuedFlood implements ShadowReads.Reader {

        private boolean paused;
        private int parts;

        @Override
        public void pause(boolean now) {
            paused = now;
            for (int i = 0; i < 1000 && !paused; i++) {
                parts++;
                reads.onRead(this, 1);
            }
        }

        @Override
        public boolean isDone() {
            return false;
        }
    }

    @Test
    void whatIsInMemoryAlreadyIsReadNoFasterThanAllowed() {
        var flood = new QueuedFlood();
        flood.pause(false);
        int before = flood.parts;

        for (int i = 0; i < 10; i++) {
            pass(ShadowReads.INTERVAL_NANOS);
        }

        assertThat(flood.parts - before).isBetween(5 * before, 15 * before);
    }
}
