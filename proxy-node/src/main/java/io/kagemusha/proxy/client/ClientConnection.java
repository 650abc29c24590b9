package io.kagemusha.proxy.client;

import io.kagemusha.proxy.exchange.ClientExchange;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.ProblemResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.RequestRefusedException;
import io.kagemusha.proxy.http.RequestRules;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.transport.IdleDeadline;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
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
final class ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    /** The client of a unix socket, which has no address; the name is nginx's. */
    private static final String UNIX = "unix:";

    /** How long a client that was refused may take to read why. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Channel channel;
    private final MessageWriter output;
    private final Exchanges exchanges;
    private final ProxyMetrics metrics;
    private final IdleDeadline idle;
    private final long idleNanos;
    private final SlowReader reader;
    private final String scheme;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);
    private @Nullable ClientExchange exchange;
    private @Nullable Http1Reply reply;
    private boolean requestPaused;
    private boolean last;
    private boolean closing;
    private boolean draining;
    private @Nullable String client;

    ClientConnection(Channel channel, Exchanges exchanges, ProxyMetrics metrics, long idleNanos, String scheme) {
        this.channel = channel;
        this.output = new MessageWriter(channel);
        this.exchanges = exchanges;
        this.metrics = metrics;
        this.idleNanos = idleNanos;
        this.scheme = scheme;
        this.reader = new SlowReader(channel, idleNanos);
        this.idle = new IdleDeadline(channel.eventLoop(), this::onIdle);
    }

    void onOpened() {
        metrics.onConnection(1);
        idle.arm(idleNanos);
    }

    /** The connection is a load balancer's, for the client at that address. */
    void onProxied(String address) {
        client = address;
    }

    void onMessage(Object message) {
        if (closing) {
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
            onBrokenRequest();
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
        RequestHead head;
        try {
            head = RequestRules.check(request);
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
        idle.arm(idleNanos);
    }

    private void takeContent(HttpContent content) {
        ClientExchange current = exchange;
        if (current == null) {
            content.release();
            return;
        }
        current.onRequestBody(content.content());
        if (content instanceof LastHttpContent end) {
            pauseRequest(false);
            idle.disarm();
            current.onRequestEnd(end.trailingHeaders());
            goOnIfAnswered();
        } else if (!requestPaused) {
            idle.arm(idleNanos);
        }
    }

    /** The answer is written; the connection goes on once the request is complete too and the client has read. */
    void onAnswered(boolean keepAlive) {
        metrics.onAnswered();
        last = !keepAlive || draining;
        output.flush();
        if (last && !isRequestComplete()) {
            OutputEnd.shutdown(channel);
        }
        goOnIfAnswered();
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
        idle.arm(idleNanos);
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
            if (paused) {
                idle.disarm();
            } else {
                idle.arm(idleNanos);
            }
        }
    }

    private void updateReading() {
        channel.config().setAutoRead(!requestPaused && ahead.isEmpty());
    }

    private void refuse(HttpRequest request, RequestRefusedException reason) {
        boolean legible = request.decoderResult().isSuccess();
        String method = request.method().name();
        exchanges.refused(clientAddress(), legible ? method : "", legible ? request.uri() : "", reason.status());
        ProblemResponse.write(
                output.beginHead(),
                reason.status(),
                String.valueOf(reason.getMessage()),
                "",
                method.equals("HEAD"),
                false);
        output.endHead();
        linger();
    }

    /** The request breaks HTTP after its head was accepted. */
    private void onBrokenRequest() {
        Http1Reply current = reply;
        if (current != null && !current.isBegun()) {
            ProblemResponse.write(output.beginHead(), 400, "request: not valid HTTP", "", current.isHead(), false);
            output.endHead();
        }
        linger();
        leaveExchange();
    }

    private void onIdle() {
        if (closing) {
            channel.close();
            return;
        }
        Http1Reply current = reply;
        if (current != null && !current.isBegun()) {
            ProblemResponse.write(
                    output.beginHead(), 408, "The request did not come in time.", "", current.isHead(), false);
            output.endHead();
            linger();
        } else {
            close();
        }
        leaveExchange();
    }

    /** Ends the connection after what it is doing; at once when it does nothing. */
    void drain() {
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
        idle.arm(LINGER_NANOS);
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
        closing = true;
        idle.cancel();
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

    Channel channel() {
        return channel;
    }

    MessageWriter output() {
        return output;
    }

    private String clientAddress() {
        if (client == null) {
            client = channel.remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress().getHostAddress()
                    : UNIX;
        }
        return client;
    }
}
