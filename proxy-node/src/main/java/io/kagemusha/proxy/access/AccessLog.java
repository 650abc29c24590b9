package io.kagemusha.proxy.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.common.configuration.AccessLogSettings;
import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes entries from the event loops, which never wait for it, and writes their lines on a thread of its own. When that
 * does not keep up, or the file cannot be written, entries are dropped and counted. Safe for use by several threads.
 */
public final class AccessLog implements AutoCloseable {

    private static final int CAPACITY = 16 * 1024;
    private static final int BATCH = 256;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long GRACE_MILLIS = 5000;

    private final RateLimitedLog failures =
            new RateLimitedLog(LoggerFactory.getLogger(AccessLog.class), Duration.ofSeconds(5));
    private final MpscArrayQueue<AccessEntry> queue = new MpscArrayQueue<>(CAPACITY);
    private final LogFile file;
    private final LineFormat format;
    private final String prefix;
    private final Counter written;
    private final Counter dropped;
    private final Thread writer;
    private volatile boolean closing;

    private AccessLog(AccessLogSettings settings, LogFile file, MeterRegistry registry) {
        this.file = file;
        this.format = LineFormat.of(settings.format());
        this.prefix = settings.prefix();
        this.written = registry.counter("kagemusha.access.log.lines.written");
        this.dropped = registry.counter("kagemusha.access.log.lines.dropped");
        this.writer = new Thread(this::run, "access-log");
    }

    /** Why the file could not be opened, one line, or none; makes no file. */
    public static List<String> faults(AccessLogSettings settings) {
        return LogFile.faults(settings.file());
    }

    /**
     * Begins to write.
     *
     * @throws IOException when the file cannot be opened; the message says which and why
     */
    public static AccessLog open(AccessLogSettings settings, MeterRegistry registry) throws IOException {
        var log = new AccessLog(settings, LogFile.open(settings.file()), registry);
        log.writer.setDaemon(true);
        log.writer.start();
        return log;
    }

    /** A request that was answered with that status before it became an exchange. */
    public void refused(AccessRequest request, int status) {
        offer(new AccessEntry(Instant.now(), request, status, 0, 0, "", AccessEnd.COMPLETE));
    }

    /** Follows one request; to be told of its end by that. */
    public AccessTracker begin(AccessRequest request) {
        return new AccessTracker(this, request);
    }

    void offer(AccessEntry entry) {
        if (!queue.offer(entry)) {
            dropped.increment();
        }
    }

    private void run() {
        var lines = new StringBuilder();
        long nextLook = System.nanoTime() + LOOK_NANOS;
        while (!closing || !queue.isEmpty()) {
            int count = take(lines);
            if (System.nanoTime() - nextLook >= 0) {
                nextLook = System.nanoTime() + LOOK_NANOS;
                reopenIfGone();
            }
            if (count > 0) {
                write(lines, count);
            } else {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
    }

    private int take(StringBuilder lines) {
        return queue.drain(entry -> format.write(lines, prefix, entry), BATCH);
    }

    private void write(StringBuilder lines, int count) {
        try {
            file.write(lines.toString().getBytes(US_ASCII));
            written.increment(count);
        } catch (IOException e) {
            dropped.increment(count);
            failures.at(Level.WARN).log(
                    "the access log takes no lines: {}; requests are served all the same", e.toString());
        }
        lines.setLength(0);
    }

    private void reopenIfGone() {
        try {
            file.reopenIfGone();
        } catch (IOException e) {
            failures.at(Level.WARN).log(
                    "the access log cannot be opened anew: {}; it goes on in the old file", e.toString());
        }
    }

    /** Writes what has come so far, and ends. Blocks until then, for a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(GRACE_MILLIS);
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failures.at(Level.WARN).log("the access log did not close in order: {}", e.toString());
        }
    }
}
