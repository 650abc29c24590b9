package io.kagemusha.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ServerProcess process = new ServerProcess(new PrintWriter(out), new PrintWriter(err));

    @Test
    void printsReadyLineThenLastLine() throws Exception {
        // Given
        var everywhere = new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 8080);
        var sixth = new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), 8443);
        var server = new RecordingServer(ReadyLine.empty()
                .with("proxy", "http", List.of(everywhere, sixth))
                .with("kafka", "127.0.0.1:9092"));

        // When
        int exitCode = process.run(() -> server, Duration.ZERO);

        // Then
        assertThat(exitCode).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "ready: proxy=http://127.0.0.1:8080,http://[0:0:0:0:0:0:0:1]:8443 kafka=127.0.0.1:9092",
                        "closed: true");
    }

    @Test
    void printsOneLineForEachFaultOfTheConfiguration() {
        // When
        int exitCode = process.run(
                () -> {
                    throw new ConfigurationException(List.of("a: 1 (expected: 2)", "b: 3 (expected: 4)"));
                },
                null);

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("a: 1 (expected: 2)", "b: 3 (expected: 4)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void printsOneLineWhenPortIsTaken() {
        // When
        int exitCode = process.run(
                () -> {
                    throw new BindException("127.0.0.1:8080: Address already in use");
                },
                null);

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("127.0.0.1:8080: Address already in use");
    }

    @Test
    void printsStackTraceOfWhatNobodyExpects() {
        // When
        int exitCode = process.run(
                () -> {
                    throw new IllegalStateException("a bug");
                },
                null);

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("a bug").contains("\tat ");
    }

    private static final class RecordingServer implements Server {

        private final ReadyLine ready;
        private boolean closed;

        RecordingServer(ReadyLine ready) {
            this.ready = ready;
        }

        @Override
        public ReadyLine ready() {
            return ready;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String lastLine() {
            return "closed: " + closed;
        }
    }
}
