package io.kagemusha.proxy.metric;

import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts the requests that no backend answered, and tells of them once per interval. Safe for use by several threads. */
public final class NoAnswers {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Counter counter;
    private final RateLimitedLog log = new RateLimitedLog(LoggerFactory.getLogger(NoAnswers.class), INTERVAL);

    NoAnswers(MeterRegistry registry) {
        this.counter = registry.counter("kagemusha.exchanges.without.backend.answer");
    }

    /**
     * The proxy answered itself.
     *
     * @param what became of each backend that might have answered
     */
    public void onNoAnswer(String requestId, String route, int status, String what) {
        counter.increment();
        log.at(Level.WARN)
                .addKeyValue("requestId", requestId)
                .addKeyValue("route", route)
                .log("no backend gave an answer to use, the client is answered {}: {}", status, what);
    }
}
