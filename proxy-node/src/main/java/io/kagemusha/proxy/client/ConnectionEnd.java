package io.kagemusha.proxy.client;

import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.channel.Channel;

/** How a client's connection ends, once it is to. Confined to its event loop. */
final class ConnectionEnd {

    private final Channel channel;
    private final MessageWriter output;
    private final Patience patience;
    private boolean begun;

    ConnectionEnd(Channel channel, MessageWriter output, Patience patience) {
        this.channel = channel;
        this.output = output;
        this.patience = patience;
    }

    /** Whether the connection takes no more requests. */
    boolean hasBegun() {
        return begun;
    }

    /** Closes after everything written has been sent. */
    void close() {
        if (!begun) {
            begun = true;
            output.flush();
            OutputEnd.close(channel);
        }
    }

    /** Closes after the client had time to read its answer. What it still sends is thrown away until then. */
    void linger() {
        begun = true;
        channel.config().setAutoRead(true);
        output.flush();
        OutputEnd.shutdown(channel);
        patience.forReading();
    }

    /** Ends it in a way that shows that the answer is not whole; {@code endIsEndOfBody} says whether its end would not. */
    void breakOff(boolean endIsEndOfBody) {
        begun = true;
        output.flush();
        if (endIsEndOfBody) {
            OutputEnd.breakOff(channel);
        } else {
            channel.close();
        }
    }

    void onClosed() {
        begun = true;
        patience.end();
        output.release();
    }
}
