package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {

    private static ByteBuf bytes(int count) {
        return Unpooled.wrappedBuffer(new byte[count]);
    }

    @Test
    void keepsABodyThatJustFitsUntilTheLastHolderLetsGo() {
        var buffer = new ReplayBuffer(1000);
        ByteBuf part = bytes(1000);
        buffer.add(part);
        buffer.retain();
        part.release();

        assertThat(buffer.isWhole()).isTrue();
        buffer.release();
        assertThat(part.refCnt()).isEqualTo(1);
        buffer.release();
        assertThat(part.refCnt()).isZero();
    }

    @Test
    void keepsNothingOfABodyThatDoesNotFit() {
        var buffer = new ReplayBuffer(1000);
        ByteBuf first = bytes(1000);
        ByteBuf second = bytes(1);
        buffer.add(first);
        buffer.add(second);

        assertThat(buffer.isWhole()).isFalse();
        assertThat(first.refCnt()).isEqualTo(1);
        assertThat(second.refCnt()).isEqualTo(1);
        first.release();
        second.release();
        buffer.release();
    }

    @Test
    void takesATinyPartForWhatItCosts() {
        var buffer = new ReplayBuffer(1000);
        for (int i = 0; i < 100; i++) {
            ByteBuf part = bytes(1);
            buffer.add(part);
            part.release();
        }

        assertThat(buffer.isWhole()).isFalse();
        buffer.release();
    }
}
