package io.kagemusha.common.process;

import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.topic.TopicException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;

/** Tells a person why a process ends: one line for what can be expected to go wrong, a stack trace for what cannot. */
public final class FaultReport {

    /** The exit code of a process that could not do its work. */
    public static final int FAILED = 1;

    /** The exit code of a process that was started wrongly. */
    public static final int WRONG = 2;

    private final PrintWriter err;

    public FaultReport(PrintWriter err) {
        this.err = err;
    }

    /** Prints why, and returns the exit code. */
    public int print(Exception failure) {
        if (failure instanceof ConfigurationException wrong) {
            wrong.faults().forEach(err::println);
            return WRONG;
        }
        if (failure instanceof FaultException || failure instanceof TopicException || failure instanceof IOException) {
            err.println(message(failure));
        } else if (failure instanceof UncheckedIOException || failure instanceof KafkaException) {
            err.println(message(rootOf(failure)));
        } else if (failure instanceof InterruptedException) {
            err.println("interrupted");
        } else {
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** What lies at the bottom, which is where Kafka says what is wrong. */
    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
