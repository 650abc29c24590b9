package io.kagemusha.proxy.client;

import io.kagemusha.proxy.transport.IdleDeadline;
import io.netty.channel.Channel;

/**
 * Gives up a client that has stopped to read, and leaves alone one that only reads slowly. Netty counts
 * written messages, not bytes, so several looks in a row must show no progress. Confined to the connection's event loop.
 */
final class SlowReader {

    private static final int LOOKS = 4;

    private final Channel channel;
    private final long nanos;
    private final Runnable giveUp;
    private final IdleDeadline deadline;
    private long unsent = Long.MAX_VALUE;
    private int looksInVain;
    private boolean watching;

    /** Looks every {@code nanos} while something waits to be read; {@code giveUp} ends what nobody reads. */
    SlowReader(Channel channel, long nanos, Runnable giveUp) {
        this.channel = channel;
        this.nanos = nanos;
        this.giveUp = giveUp;
        this.deadline = new IdleDeadline(channel.eventLoop(), this::look);
    }

    void onWritabilityChanged() {
        if (!channel.isWritable()) {
            begin();
        } else if (!watching) {
            deadline.disarm();
        }
    }

    /** Looks from now on even while little waits: nothing more comes that could become too much. */
    void watch() {
        watching = true;
        begin();
    }

    private void begin() {
        unsent = Long.MAX_VALUE;
        looksInVain = 0;
        deadline.arm(nanos);
    }

    private void look() {
        long now = channel.isWritable() ? -channel.bytesBeforeUnwritable() : channel.bytesBeforeWritable();
        looksInVain = now < unsent ? 0 : looksInVain + 1;
        unsent = now;
        if (looksInVain >= LOOKS) {
            giveUp.run();
        } else {
            deadline.arm(nanos);
        }
    }

    /** Looks no more. */
    void cancel() {
        deadline.cancel();
    }
}
