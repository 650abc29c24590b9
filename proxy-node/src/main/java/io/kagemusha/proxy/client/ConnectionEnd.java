package io.kagemusha.proxy.client;

import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.channel.Channel;

/** How a client's connection ends, once it is to. Confined to its event loop. */
final class ConnectionEnd {

    private final Channel channel;
    private final MessageWriter output;
    private final Patience patience;
    private final SlowReader reader;
    private boolean begun;

    ConnectionEnd(Channel channel, MessageWriter output, Patience patience, SlowReader reader) {
        this.channel = channel;
        this.output = output;
        this.patience = patience;
        this.reader = reader;
    }

    /** Whether the connection takes no more requests. */
    boolean hasBegun() {
        return begun;
    }

    /** Closes after everything written has been sent. */
    void close() {
        if (!begun) {
            begin();
            OutputEnd.close(channel);
        }
    }

    /** Closes after the client had time to read its answer. What it still sends is thrown away until then. */
    void linger() {
        begin();
        channel.config().setAutoRead(true);
        patience.none();
        OutputEnd.shutdown(channel).addListener(sent -> {
            if (channel.isActive()) {
                patience.forReading();
            }
        });
    }

    /** A client that reads takes the time that it needs; one that does not is closed as any other would be. */
    private void begin() {
        begun = true;
        output.flush();
        reader.watch();
        // A decoder that waits for the answer to a request for a tunnel would keep whatever comes
        channel.eventLoop().execute(() -> Http1Codec.passBytes(channel.pipeline()));
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
