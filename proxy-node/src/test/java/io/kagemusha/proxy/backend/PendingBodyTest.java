package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.ShadowLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingBodyTest {

    private final ShadowGate gate = new ShadowGate(ShadowLimits.DEFAULT);

    private static ByteBuf bytes(int count) {
        return Unpooled.buffer().writeZero(count);
    }

    @Test
    void givesPartsInOrderAndOwnsThemUntilThen() {
        var pending = new PendingBody(null, 1000);
        List<ByteBuf> parts = List.of(bytes(1), bytes(2));
        parts.forEach(pending::add);

        List<ByteBuf> taken = pending.take();

        assertThat(taken).isEqualTo(parts).allMatch(part -> part.refCnt() == 1);
        assertThat(pending.bytes()).isZero();
    }

    @Test
    void releasesWhatIsNotSent() {
        var pending = new PendingBody(gate, 1000);
        ByteBuf part = bytes(10);
        pending.add(part);

        pending.release();

        assertThat(part.refCnt()).isZero();
        assertThat(gate.tryBuffer(64L << 20)).isTrue();
    }

    @Test
    void hasNoRoomForMoreOfShadowThanItsLimit() {
        var pending = new PendingBody(gate, 1000);
        ByteBuf refused = bytes(500);

        assertThat(pending.add(bytes(500))).isTrue();
        assertThat(pending.add(refused)).isFalse();

        assertThat(refused.refCnt()).isZero();
        pending.release();
    }

    @Test
    void countsTinyPartsForWhatTheyCost() {
        var pending = new PendingBody(gate, 1 << 20);
        int parts = 0;

        while (pending.add(bytes(1))) {
            parts++;
        }

        assertThat(parts).isLessThan(10_000);
        pending.release();
    }

    @Test
    void saysWhenClientOfAnsweringBackendIsToWait() {
        var pending = new PendingBody(null, 0);
        assertThat(pending.hasRoom()).isTrue();

        assertThat(pending.add(bytes(70_000))).isTrue();

        assertThat(pending.hasRoom()).isFalse();
        pending.release();
    }
}
