package io.kagemusha.proxy.client;

import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What happens on a listener that cannot accept, as when the process has no file descriptor left: it pauses, because the
 * connection stays in the queue and would be tried without end, and goes on by itself. Safe for use by several threads.
 */
@Sharable
public final class AcceptFaults extends ChannelInboundHandlerAdapter {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 100;

    private final Counter counter;
    private final RateLimitedLog log = new RateLimitedLog(LoggerFactory.getLogger(AcceptFaults.class), INTERVAL);

    public AcceptFaults(MeterRegistry registry) {
        this.counter = registry.counter("kagemusha.client.accept.failures");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counter.increment();
        log.at(Level.WARN)
                .addKeyValue("listener", context.channel().localAddress())
                .log("a connection could not be accepted, trying again in {} ms: {}", PAUSE_MILLIS, cause.toString());
        var config = context.channel().config();
        if (config.isAutoRead()) {
            config.setAutoRead(false);
            context.executor().schedule(() -> config.setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
