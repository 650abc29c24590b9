package io.kagemusha.comparer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadFailuresTest {

    private final ThreadFailures failures = new ThreadFailures(() -> 0);

    @AfterEach
    void close() {
        Thread.interrupted();
        failures.close();
    }

    static Stream<Throwable> ends() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new StreamsException("failed", new OutOfMemoryError("Java heap space")),
                new StreamsException("failed", new IllegalStateException(new InternalError())));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void endTheWorkerWhereTheProcessIsAtItsEnd(Throwable failure) {
        // Where the pause is taken all the same it ends with another answer
        Thread.currentThread().interrupt();

        assertThat(failures.handle(failure)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(Thread.currentThread().isInterrupted()).as("did not pause").isTrue();
    }

    @Test
    void nameTheRootOfAFailure() {
        failures.close();

        failures.handle(new StreamsException("failed", new IllegalStateException("why\nand more")));

        assertThat(requireNonNull(failures.last()).reason()).isEqualTo("java.lang.IllegalStateException: why");
    }
}
