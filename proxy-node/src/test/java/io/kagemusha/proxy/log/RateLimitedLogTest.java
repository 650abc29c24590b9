package io.kagemusha.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class RateLimitedLogTest {

    private static final long SECOND = 1_000_000_000L;

    private final Logger logger = (Logger) LoggerFactory.getLogger(RateLimitedLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final RateLimitedLog limited = new RateLimitedLog(logger, Duration.ofSeconds(5), now::get);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private void event() {
        limited.at(Level.WARN).addKeyValue("hook", "h").log("it failed");
    }

    @Test
    void saysTheFirstAtOnceAndHowManyItHeldBackWithTheNext() {
        event();
        for (int i = 0; i < 41; i++) {
            now.addAndGet(SECOND / 10);
            event();
        }
        now.addAndGet(SECOND);
        event();
        now.addAndGet(5 * SECOND);
        event();

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsOnly("it failed");
        assertThat(lines.list)
                .extracting(line -> line.getKeyValuePairs().toString())
                .containsExactly("[hook=\"h\"]", "[suppressed=\"41\", hook=\"h\"]", "[hook=\"h\"]");
    }
}
