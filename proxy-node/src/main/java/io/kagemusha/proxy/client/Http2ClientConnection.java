package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection that speaks HTTP/2: many exchanges at a time, each on a {@link ClientStream} of its own. Confined to
 * its event loop.
 *
 * <p>It ends in two steps (RFC 9113, 6.8): the first GOAWAY says that it will, and takes what the client has begun before it
 * heard that; the second, as soon as the client has answered a PING, says what was taken.
 */
final class Http2ClientConnection implements OpenConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Http2ClientConnection.class);

    /** How long the client has to answer the PING. */
    private static final long FAREWELL_SECONDS = 1;

    private final Channel channel;
    private final Exchanges exchanges;
    private final ProxyMetrics metrics;
    private final ClientSettings settings;
    private final String client;
    private final String scheme;
    private final Patience patience;
    private final SlowReader reader;
    private final Set<ClientStream> streams = new HashSet<>();
    private boolean draining;
    private boolean lastSaid;
    private boolean closing;

    Http2ClientConnection(
            Channel channel,
            Exchanges exchanges,
            ProxyMetrics metrics,
            ClientSettings settings,
            String client,
            String scheme) {
        this.channel = channel;
        this.exchanges = exchanges;
        this.metrics = metrics;
        this.settings = settings;
        this.client = client;
        this.scheme = scheme;
        this.patience = new Patience(channel.eventLoop(), settings, this::onPatienceOver);
        this.reader = new SlowReader(channel, settings.idleTimeout().toNanos(), this::breakOff);
    }

    /** The codec is there. */
    void onOpened() {
        patience.forRequest();
    }

    /** The client has opened a stream. */
    ClientStream open(Channel stream) {
        var opened = new ClientStream(this, stream);
        streams.add(opened);
        patience.none();
        return opened;
    }

    void onStreamClosed(ClientStream stream) {
        if (streams.remove(stream) && streams.isEmpty() && !closing) {
            patience.forRequest();
            endIfDone();
        }
    }

    @Override
    public void drain() {
        if (!draining && !closing) {
            draining = true;
            sayGoAway(Integer.MAX_VALUE);
            channel.writeAndFlush(new DefaultHttp2PingFrame(0));
            channel.eventLoop().schedule(this::sayLast, FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void breakOff() {
        channel.close();
    }

    void onPingAnswered() {
        if (draining) {
            sayLast();
        }
    }

    private void sayLast() {
        if (!lastSaid && !closing) {
            lastSaid = true;
            sayGoAway(0);
            endIfDone();
        }
    }

    private void sayGoAway(int furtherStreams) {
        channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(furtherStreams));
    }

    private void endIfDone() {
        if (lastSaid && streams.isEmpty()) {
            linger();
        }
    }

    /** A GOAWAY has told the client what is wrong. */
    void onBroken(Throwable cause) {
        LOG.atDebug().setCause(cause).addKeyValue("client", client).log("client broke HTTP/2");
        if (!closing) {
            closing = true;
            leaveStreams();
            linger();
        }
    }

    /** Closes after the client had time to read what was said last. */
    private void linger() {
        closing = true;
        OutputEnd.shutdown(channel);
        patience.forReading();
    }

    private void onPatienceOver() {
        if (closing) {
            channel.close();
        } else {
            drain();
        }
    }

    void onWritabilityChanged() {
        reader.onWritabilityChanged();
    }

    void onClosed() {
        metrics.onConnection(-1);
        closing = true;
        patience.end();
        reader.cancel();
        leaveStreams();
    }

    private void leaveStreams() {
        List.copyOf(streams).forEach(ClientStream::onGone);
    }

    void onException(Throwable cause) {
        LOG.atDebug().setCause(cause).addKeyValue("client", client).log("client connection failed");
        channel.close();
    }

    @Override
    public Channel channel() {
        return channel;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    ProxyMetrics metrics() {
        return metrics;
    }

    ClientSettings settings() {
        return settings;
    }

    String client() {
        return client;
    }

    String scheme() {
        return scheme;
    }
}
