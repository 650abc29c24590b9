package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.common.configuration.MessageLimits;
import io.kagemusha.proxy.exchange.ClientExchange;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.ProblemResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.RequestRefusedException;
import io.kagemusha.proxy.http.RequestRules;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: one exchange after the other, so that pipelined requests are answered in order (RFC 9112, 9.3.2).
 * Confined to its event loop.
 *
 * <p>The next request begins when the current one is complete and its answer written; what a client has sent ahead waits
 * until then, and no more is read meanwhile.
 */
final class ClientConnection implements OpenConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    /** The client of a unix socket, which has no address; the name is nginx's. */
    private static final String UNIX = "unix:";

    private final Channel channel;
    private final MessageWriter output;
    private final Exchanges exchanges;
    private final ProxyMetrics metrics;
    private final MessageLimits limits;
    private final Patience patience;
    private final SlowReader reader;
    private final String scheme;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);
    private @Nullable ClientExchange exchange;
    private @Nullable Http1Reply reply;
    private boolean requestPaused;
    private boolean last;
    private boolean closing;
    private boolean draining;
    private boolean held;
    private boolean tunnel;
    private long bodyBytes;
    private @Nullable String client;

    ClientConnection(
            Channel channel, Exchanges exchanges, ProxyMetrics metrics, ClientSettings settings, String scheme) {
        this.channel = channel;
        this.output = new MessageWriter(channel);
        this.exchanges = exchanges;
        this.metrics = metrics;
        this.limits = settings.limits().messages();
        this.scheme = scheme;
        this.reader = new SlowReader(channel, settings.idleTimeout().toNanos());
        this.patience = new Patience(channel.eventLoop(), settings, this::onPatienceOver);
    }

    void onOpened() {
        metrics.onConnection(1);
        patience.forRequest();
    }

    void onHeadBegun() {
        patience.onHeadBegun(exchange == null && !closing);
    }

    /** The connection is a load balancer's, for the client at that address. */
    void onProxied(String address) {
        client = address;
    }

    /** Leaves the connection to another, before the first request; says whether it is still open. */
    boolean makeWay() {
        patience.end();
        reader.cancel();
        return !closing;
    }

    void onMessage(Object message) {
        if (message instanceof HttpRequest) {
            patience.onHead();
        }
        if (message instanceof ByteBuf bytes) {
            takeTunnelled(bytes);
        } else if (closing) {
            ReferenceCountUtil.release(message);
        } else if (mustWait()) {
            ahead.add(message);
            updateReading();
        } else {
            take(message);
        }
    }

    /** Whether what comes now belongs to a later request. */
    private boolean mustWait() {
        return exchange != null && exchange.isRequestComplete();
    }

    private void take(Object message) {
        if (message instanceof HttpObject object && object.decoderResult().isFailure() && exchange != null) {
            ReferenceCountUtil.release(message);
            endRequest(400, "request: not valid HTTP");
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    private void begin(HttpRequest request) {
        bodyBytes = 0;
        RequestHead head;
        try {
            head = RequestRules.check(request, limits);
        } catch (RequestRefusedException e) {
            refuse(request, e);
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request) && !draining;
        String requestId = exchanges.newRequestId();
        var begun = new Http1Reply(this, head, requestId, keepAlive);
        reply = begun;
        exchange = exchanges.begin(head, requestId, clientAddress(), scheme, begun);
        if (HttpUtil.is100ContinueExpected(request)) {
            begun.continueNow();
        }
        if (!head.asksForTunnel()) {
            patience.forBody();
        } else if (begun.isBegun()) {
            onNoTunnel();
        } else {
            hold();
        }
    }

    private void takeContent(HttpContent content) {
        ClientExchange current = exchange;
        if (current == null || held) {
            content.release();
            return;
        }
        bodyBytes += content.content().readableBytes();
        if (limits.isTooLong(bodyBytes)) {
            content.release();
            RequestRefusedException reason = RequestRules.tooLong(limits);
            endRequest(reason.status(), String.valueOf(reason.getMessage()));
            return;
        }
        current.onRequestBody(content.content());
        if (content instanceof LastHttpContent end) {
            pauseRequest(false);
            patience.none();
            current.onRequestEnd(end.trailingHeaders());
            goOnIfAnswered();
        } else if (!requestPaused) {
            patience.forBody();
        }
    }

    /** The answer is written; the connection goes on once the request is complete too and the client has read. */
    void onAnswered(boolean keepAlive) {
        metrics.onAnswered();
        last = !keepAlive || draining;
        output.flush();
        if (tunnel && !isRequestComplete()) {
            linger();
            leaveExchange();
            return;
        }
        if (last && !isRequestComplete()) {
            OutputEnd.shutdown(channel);
        }
        goOnIfAnswered();
    }

    // A request that asks for another protocol has no end before it is answered; what follows it waits in the decoder.

    private void hold() {
        held = true;
        patience.none();
        updateReading();
    }

    /** It was granted: everything that comes belongs to the request, everything that goes to the answer. */
    void onTunnel() {
        held = false;
        tunnel = true;
        metrics.onTunnel(1);
        output.flush();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        patience.forTunnel();
        // Not now, because the exchange is about to pass on what came with the answer's head
        channel.eventLoop().execute(() -> {
            Http1Codec.passBytes(channel.pipeline());
            updateReading();
        });
    }

    /** It was not, so it was a request like any other. */
    void onNoTunnel() {
        held = false;
        if (exchange != null && !exchange.isRequestComplete()) {
            exchange.onRequestEnd(EmptyHttpHeaders.INSTANCE);
        }
        Http1Codec.goOn(channel.pipeline());
        updateReading();
    }

    private void takeTunnelled(ByteBuf bytes) {
        if (closing || exchange == null || exchange.isRequestComplete()) {
            bytes.release();
        } else {
            onTunnelled();
            exchange.onRequestBody(bytes);
        }
    }

    void onTunnelled() {
        patience.forTunnel();
    }

    /** The client sends nothing more, but may still read. */
    void onInputEnd() {
        if (tunnel && !closing && exchange != null && !exchange.isRequestComplete()) {
            exchange.onRequestEnd(EmptyHttpHeaders.INSTANCE);
        }
    }

    private void goOnIfAnswered() {
        if (reply == null || !reply.isEnded() || !isRequestComplete() || closing) {
            return;
        }
        if (last || draining) {
            close();
            return;
        }
        if (!channel.isWritable()) {
            return;
        }
        exchange = null;
        reply = null;
        patience.forRequest();
        while (!ahead.isEmpty() && !mustWait() && !closing) {
            take(ahead.poll());
        }
        onReadComplete();
        updateReading();
    }

    private boolean isRequestComplete() {
        return exchange != null && exchange.isRequestComplete();
    }

    void onReadComplete() {
        if (exchange != null && !exchange.isRequestComplete()) {
            exchange.flushRequest();
        }
    }

    void onWritabilityChanged() {
        reader.onWritabilityChanged();
        if (exchange != null && !closing) {
            exchange.onClientWritabilityChanged();
            goOnIfAnswered();
        }
    }

    /** Stops or resumes reading the request; a client that is not read is not called idle. */
    void pauseRequest(boolean paused) {
        if (requestPaused != paused) {
            requestPaused = paused;
            updateReading();
            if (tunnel) {
                patience.forTunnel();
            } else if (paused) {
                patience.none();
            } else {
                patience.forBody();
            }
        }
    }

    private void updateReading() {
        channel.config().setAutoRead(!requestPaused && !held && ahead.isEmpty());
    }

    private void refuse(HttpRequest request, RequestRefusedException reason) {
        boolean legible = request.decoderResult().isSuccess();
        String method = request.method().name();
        exchanges.refused(clientAddress(), legible ? method : "", legible ? request.uri() : "", reason.status());
        answerAndLinger(reason.status(), String.valueOf(reason.getMessage()), method.equals("HEAD"));
    }

    /** The request cannot be completed after its head was accepted: it says so where there is no answer yet. */
    private void endRequest(int status, String detail) {
        Http1Reply current = reply;
        if (current == null || current.isBegun()) {
            linger();
        } else {
            answerAndLinger(status, detail, current.isHead());
        }
        leaveExchange();
    }

    private void answerAndLinger(int status, String detail, boolean head) {
        ProblemResponse.write(output.beginHead(), status, detail, "", head, false);
        output.endHead();
        linger();
    }

    private void onPatienceOver() {
        if (closing) {
            channel.close();
        } else if (reply != null && !reply.isBegun()) {
            endRequest(408, "The request did not come in time.");
        } else if (exchange == null && patience.isInHead()) {
            exchanges.refused(clientAddress(), "", "", 408);
            answerAndLinger(408, "The request did not come in time.", false);
        } else {
            close();
            leaveExchange();
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (exchange == null) {
            close();
        }
    }

    /** Closes after everything written has been sent. */
    void close() {
        if (!closing) {
            closing = true;
            releaseAhead();
            output.flush();
            OutputEnd.close(channel);
        }
    }

    /**
     * Closes after the client had time to read its answer. What it still sends is thrown away until then.
     */
    private void linger() {
        closing = true;
        releaseAhead();
        channel.config().setAutoRead(true);
        output.flush();
        OutputEnd.shutdown(channel);
        patience.forReading();
    }

    /** The answer broke off: the connection ends in a way that shows it. */
    void abort(boolean endIsEndOfBody) {
        metrics.onUnanswered();
        closing = true;
        releaseAhead();
        output.flush();
        if (endIsEndOfBody) {
            OutputEnd.breakOff(channel);
        } else {
            channel.close();
        }
    }

    void onClosed() {
        metrics.onConnection(-1);
        if (tunnel) {
            metrics.onTunnel(-1);
        }
        closing = true;
        patience.end();
        reader.cancel();
        releaseAhead();
        output.release();
        leaveExchange();
    }

    private void leaveExchange() {
        ClientExchange left = exchange;
        Http1Reply unfinished = reply;
        exchange = null;
        reply = null;
        if (left != null && unfinished != null) {
            if (!unfinished.isEnded()) {
                unfinished.detach();
                metrics.onUnanswered();
            }
            left.onClientGone();
        }
    }

    void onException(Throwable cause) {
        LOG.atDebug().setCause(cause).addKeyValue("client", clientAddress()).log("client connection failed");
        channel.close();
    }

    private void releaseAhead() {
        while (!ahead.isEmpty()) {
            ReferenceCountUtil.release(ahead.poll());
        }
    }

    @Override
    public Channel channel() {
        return channel;
    }

    MessageWriter output() {
        return output;
    }

    /** The client's address without port. */
    String clientAddress() {
        if (client == null) {
            client = channel.remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress().getHostAddress()
                    : UNIX;
        }
        return client;
    }
}
