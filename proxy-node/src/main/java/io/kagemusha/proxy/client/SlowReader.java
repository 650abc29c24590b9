package io.kagemusha.proxy.client;

import io.netty.channel.Channel;

/**
 * Tells a client that reads its answer slowly from one that has stopped to. Netty counts written messages, not bytes, so
 * several looks in a row must show no progress. Confined to the connection's event loop.
 */
final class SlowReader {

    private static final int LOOKS = 4;

    private final Channel channel;
    private long unsent = Long.MAX_VALUE;
    private int looksInVain;

    SlowReader(Channel channel) {
        this.channel = channel;
    }

    /** Looks again; whether the client has taken nothing for too long. */
    boolean hasStopped() {
        long now = channel.bytesBeforeWritable();
        looksInVain = now < unsent ? 0 : looksInVain + 1;
        unsent = now;
        return looksInVain >= LOOKS;
    }

    /** It has caught up. */
    void reset() {
        unsent = Long.MAX_VALUE;
        looksInVain = 0;
    }
}
