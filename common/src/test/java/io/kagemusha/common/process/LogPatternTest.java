package io.kagemusha.common.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogPatternTest {

    private static final String HOSTILE = "a\u001b[31m\u009b2J\r\nINFO forged\u007f\b\tz";
    private static final String HARMLESS = "a?[31m?2J??INFO forged??\tz";

    @Test
    void letsNoControlCharacterThrough() throws Exception {
        // Given
        var event = event("message " + HOSTILE, new IllegalStateException(HOSTILE, new RuntimeException(HOSTILE)));
        event.addKeyValuePair(new KeyValuePair("backend", HOSTILE));

        // When
        String text = written(event);

        // Then
        assertThat(text.lines().findFirst()).get().asString().endsWith("message " + HARMLESS + " backend=" + HARMLESS);
        assertThat(text).doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
    }

    @Test
    void leavesTheLinesOfAnExceptionApart() throws Exception {
        // Given
        var event = event("failed", new IllegalStateException("first\nsecond"));

        // When
        String text = written(event);

        // Then
        assertThat(text.lines()).hasSizeGreaterThan(3).contains("second").anyMatch(line -> line.startsWith("\tat "));
        assertThat(text).doesNotContain("?");
    }

    private static LoggingEvent event(String message, Throwable failure) {
        var logger = new LoggerContext().getLogger("io.kagemusha.Some");
        return new LoggingEvent("Some", logger, Level.WARN, message, failure, null);
    }

    /** What the configuration that ships makes of it. */
    private static String written(ILoggingEvent event) throws Exception {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogPatternTest.class.getResource("/logback.xml"));
        var appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("standard-error");
        try {
            return new String(appender.getEncoder().encode(event), UTF_8);
        } finally {
            context.stop();
        }
    }
}
