package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.common.configuration.MessageLimits;
import io.kagemusha.proxy.exchange.ClientExchange;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.ProblemResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.RequestRefusedException;
import io.kagemusha.proxy.http.RequestRules;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
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
    private final Tunnel tunnel;
    private final ConnectionEnd end;
    private final String scheme;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);
    private @Nullable ClientExchange exchange;
    private @Nullable Http1Reply reply;
    private boolean requestPaused;
    private boolean lastAnswer;
    private boolean draining;
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
        this.reader = new SlowReader(channel, settings.idleTimeout().toNanos(), this::breakOff);
        this.patience = new Patience(channel.eventLoop(), settings, this::onPatienceOver);
        this.tunnel = new Tunnel(channel, patience, metrics);
        this.end = new ConnectionEnd(channel, output, patience, reader);
    }

    void onOpened() {
        metrics.onConnection(1);
        patience.forRequest();
    }

    void onHeadBegun() {
        patience.onHeadBegun(exchange == null && !end.hasBegun());
    }

    /** The connection is a load balancer's, for the client at that address. */
    void onProxied(String address) {
        client = address;
    }

    /** Leaves the connection to another, before the first request; says whether it is still open. */
    boolean makeWay() {
        patience.end();
        reader.cancel();
        return !end.hasBegun();
    }

    void onMessage(Object message) {
        if (message instanceof HttpRequest) {
            patience.onHead();
        }
        if (message instanceof ByteBuf bytes) {
            takeTunnelled(bytes);
        } else if (end.hasBegun()) {
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
        String requestId = exchanges.newRequestId();
        var begun = new Http1Reply(this, head, requestId, HttpUtil.isKeepAlive(request));
        reply = begun;
        exchange = exchanges.begin(head, requestId, clientAddress(), scheme, begun);
        if (HttpUtil.is100ContinueExpected(request)) {
            begun.continueNow();
        }
        if (head.hasBody()) {
            patience.forBody();
        } else if (head.asksForTunnel() && begun.isBegun()) {
            onNoTunnel();
        } else if (head.asksForTunnel()) {
            tunnel.ask();
            updateReading();
        }
    }

    private void takeContent(HttpContent content) {
        ClientExchange current = exchange;
        if (current == null || tunnel.isAsked()) {
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
        if (content instanceof LastHttpContent last) {
            pauseRequest(false);
            patience.none();
            current.onRequestEnd(last.trailingHeaders());
            goOnIfAnswered();
        } else if (!requestPaused) {
            patience.forBody();
        }
    }

    /** The answer is written; the connection goes on once the request is complete too and the client has read. */
    void onAnswered(boolean keepAlive) {
        metrics.onAnswered();
        lastAnswer = !keepAlive || draining;
        output.flush();
        if (tunnel.isOpen() && !isRequestComplete()) {
            end.linger();
            leaveExchange();
            return;
        }
        if (lastAnswer && !isRequestComplete()) {
            OutputEnd.shutdown(channel);
        }
        goOnIfAnswered();
    }

    /** The other protocol that the request asks for was granted. */
    void onTunnel() {
        output.flush();
        tunnel.open(this::updateReading);
    }

    /** It was not. */
    void onNoTunnel() {
        if (exchange != null && !exchange.isRequestComplete()) {
            exchange.onRequestEnd(EmptyHttpHeaders.INSTANCE);
        }
        tunnel.refuse();
        updateReading();
    }

    private void takeTunnelled(ByteBuf bytes) {
        if (end.hasBegun() || exchange == null || exchange.isRequestComplete()) {
            bytes.release();
        } else {
            tunnel.onPassed();
            exchange.onRequestBody(bytes);
        }
    }

    /** A part of the answer has come; who is being answered may take its time for the rest of its request. */
    void onAnswering() {
        if (tunnel.isOpen()) {
            tunnel.onPassed();
        } else if (exchange != null && !exchange.isRequestComplete() && !tunnel.isAsked() && !requestPaused) {
            patience.forBody();
        }
    }

    /** The client sends nothing more, but may still read. */
    void onInputEnd() {
        if (tunnel.isOpen() && !end.hasBegun() && exchange != null && !exchange.isRequestComplete()) {
            exchange.onRequestEnd(EmptyHttpHeaders.INSTANCE);
        }
    }

    private void goOnIfAnswered() {
        if (reply == null || !reply.isEnded() || !isRequestComplete() || end.hasBegun()) {
            return;
        }
        if (lastAnswer || draining) {
            end.close();
            return;
        }
        if (!channel.isWritable()) {
            return;
        }
        exchange = null;
        reply = null;
        patience.forRequest();
        while (!ahead.isEmpty() && !mustWait() && !end.hasBegun()) {
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
        if (exchange != null && !end.hasBegun()) {
            exchange.onClientWritabilityChanged();
            goOnIfAnswered();
        }
    }

    /** Stops or resumes reading the request; a client that is not read is not called idle. */
    void pauseRequest(boolean paused) {
        if (requestPaused != paused) {
            requestPaused = paused;
            updateReading();
            if (tunnel.isOpen()) {
                tunnel.onPassed();
            } else if (paused) {
                patience.none();
            } else {
                patience.forBody();
            }
        }
    }

    private void updateReading() {
        if (!end.hasBegun()) {
            channel.config().setAutoRead(!requestPaused && !tunnel.isAsked() && ahead.isEmpty());
        }
    }

    private void refuse(HttpRequest request, RequestRefusedException reason) {
        boolean legible = request.decoderResult().isSuccess();
        String method = request.method().name();
        exchanges.refused(clientAddress(), legible ? method : "", legible ? request.uri() : "", reason.status());
        answerAndLinger(reason.status(), String.valueOf(reason.getMessage()), method.equals("HEAD"));
    }

    /** The request cannot be completed after its head was accepted. */
    private void endRequest(int status, String detail) {
        if (exchange != null && reply != null) {
            reply.closeAfterwards();
            exchange.onRequestFailed(status, detail);
        }
        end.linger();
        leaveExchange();
    }

    private void answerAndLinger(int status, String detail, boolean head) {
        ProblemResponse.write(output.beginHead(), status, detail, "", head, false);
        output.endHead();
        end.linger();
    }

    private void onPatienceOver() {
        if (end.hasBegun()) {
            breakOff();
        } else if (reply != null && !reply.isBegun()) {
            endRequest(408, "The request did not come in time.");
        } else if (exchange == null && patience.isInHead()) {
            exchanges.refused(clientAddress(), "", "", 408);
            answerAndLinger(408, "The request did not come in time.", false);
        } else if (reply != null && reply.lastsUntilClose() && !reply.isEnded()) {
            breakOff();
            leaveExchange();
        } else {
            end.close();
            leaveExchange();
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (exchange == null && !patience.isInHead()) {
            end.close();
        }
    }

    /** Whether it is to take no request after this one. */
    boolean isDraining() {
        return draining;
    }

    void close() {
        end.close();
    }

    /** The answer broke off. */
    void abort() {
        metrics.onUnanswered();
        breakOff();
    }

    @Override
    public void breakOff() {
        end.breakOff(reply != null && reply.lastsUntilClose());
    }

    void onClosed() {
        metrics.onConnection(-1);
        tunnel.onClosed();
        end.onClosed();
        reader.cancel();
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
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
        breakOff();
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
