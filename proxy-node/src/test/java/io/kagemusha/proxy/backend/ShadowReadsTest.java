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

    private static final int PART = 64 * 1024;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final ShadowReads reads = new ShadowReads(channel.eventLoop());

    /** Reads as soon as it may, as a flood is read. */
    private static final class Flood implements ShadowReads.Reader {

        private boolean paused;

        @Override
        public void pause(boolean now) {
            paused = now;
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

    private long readAll(List<Flood> floods) {
        long bytes = 0;
        for (Flood flood : floods) {
            while (!flood.paused) {
                reads.onRead(flood, PART);
                bytes += PART;
            }
        }
        return bytes;
    }

    @Test
    void whatKeepsWithinTheAllowanceIsNeverPaused() {
        var reader = new Flood();

        for (int i = 0; i < 100; i++) {
            reads.onRead(reader, ShadowReads.BYTES / 2);
            pass(ShadowReads.INTERVAL_NANOS);
        }

        assertThat(reader.paused).isFalse();
    }

    @Test
    void floodsAreReadInTurnsAndNoFasterThanAllowed() {
        // Given
        List<Flood> floods = IntStream.range(0, 200).mapToObj(i -> new Flood()).toList();
        readAll(floods);
        var seen = new ArrayList<Flood>();

        // When
        long bytes = 0;
        for (int i = 0; i < 100; i++) {
            pass(ShadowReads.INTERVAL_NANOS);
            floods.stream().filter(flood -> !flood.paused).forEach(seen::add);
            bytes += readAll(floods);
        }

        // Then
        assertThat(bytes).isBetween(99L * ShadowReads.BYTES, 201L * ShadowReads.BYTES);
        assertThat(seen).containsAll(floods);
    }
}
