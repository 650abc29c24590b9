package io.kagemusha.standalone.comparer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The keys and values of the lines that a class logs until this is closed. */
final class LoggedKeys extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final List<String> all = new CopyOnWriteArrayList<>();

    private LoggedKeys(Logger logger) {
        this.logger = logger;
    }

    static LoggedKeys of(Class<?> type) {
        var logger = (Logger) LoggerFactory.getLogger(type);
        var keys = new LoggedKeys(logger);
        keys.setContext(logger.getLoggerContext());
        keys.start();
        logger.addAppender(keys);
        return keys;
    }

    List<String> all() {
        return all;
    }

    @Override
    protected void append(ILoggingEvent event) {
        all.add(event.getKeyValuePairs().stream()
                .map(pair -> pair.key + "=" + pair.value)
                .collect(Collectors.joining(" ")));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
