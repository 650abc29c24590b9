package io.kagemusha.proxy.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Lets one line through per interval, at once, and counts those that it holds back; their number stands in the next line
 * under the key {@code suppressed}. One object serves one kind of event. Safe for use by several threads, without a lock.
 *
 * <pre>{@code
 * failing.at(Level.WARN).setCause(e).addKeyValue("route", name).log("SelectBackends hook failed; master answers alone");
 * }</pre>
 */
public final class RateLimitedLog {

    private final Logger logger;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong suppressed = new AtomicLong();

    public RateLimitedLog(Logger logger, Duration interval) {
        this(logger, interval, System::nanoTime);
    }

    RateLimitedLog(Logger logger, Duration interval, LongSupplier nanoTime) {
        this.logger = logger;
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** A line that is to be logged, or one of which nothing comes. To be called once for each event. */
    public LoggingEventBuilder at(Level level) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + intervalNanos)) {
            suppressed.incrementAndGet();
            return NOPLoggingEventBuilder.singleton();
        }
        LoggingEventBuilder line = logger.atLevel(level);
        long held = suppressed.getAndSet(0);
        return held == 0 ? line : line.addKeyValue("suppressed", held);
    }
}
