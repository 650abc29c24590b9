package io.kagemusha.common.process;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The life of a server process: it starts, prints its ready line, serves until SIGTERM, SIGINT or the end of its time,
 * closes in order, and prints its last line.
 */
public final class ServerProcess {

    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param out where ready line and last line go
     * @param err where the reason goes that it could not start for
     */
    public ServerProcess(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** How a server comes to be. */
    @FunctionalInterface
    public interface Starter<S extends Server> {
        /** Blocks until it serves; interrupted when the process is to end before that. An exception leaves nothing running. */
        S start() throws Exception;
    }

    /** What is done while a server serves. */
    @FunctionalInterface
    public interface Session<S extends Server> {
        /**
         * Blocks as long as the server shall serve.
         *
         * @return the exit code
         */
        int attend(S server, StopSignal signal) throws Exception;
    }

    /**
     * Serves until the process shall end. Blocks until the server is closed.
     *
     * @param stopAfter how long it serves at most, or null
     * @return the exit code for the process, which must end then
     */
    public <S extends Server> int run(Starter<S> starter, @Nullable Duration stopAfter) {
        return runDuring(starter, (server, signal) -> {
            signal.await(stopAfter);
            return 0;
        });
    }

    /**
     * Serves as long as the session lasts. Blocks until the server is closed.
     *
     * @return the exit code for the process, which must end then
     */
    public <S extends Server> int runDuring(Starter<S> starter, Session<S> session) {
        StopSignal signal = StopSignal.install();
        int exitCode = FaultReport.FAILED;
        try {
            exitCode = serve(starter, session, signal);
        } catch (Exception e) {
            exitCode = new FaultReport(err).print(e);
        } finally {
            out.flush();
            err.flush();
            signal.finished(exitCode);
        }
        return exitCode;
    }

    private <S extends Server> int serve(Starter<S> starter, Session<S> session, StopSignal signal) throws Exception {
        S server = start(starter, signal);
        if (server == null) {
            return 0;
        }
        int exitCode;
        try (server) {
            out.println(server.ready());
            out.flush();
            exitCode = session.attend(server, signal);
        }
        String lastLine = server.lastLine();
        if (lastLine != null) {
            out.println(lastLine);
        }
        return exitCode;
    }

    /** The server, or null when the process was told to end before there was one. */
    private static <S extends Server> @Nullable S start(Starter<S> starter, StopSignal signal) throws Exception {
        signal.starting();
        try {
            return starter.start();
        } catch (Exception e) {
            if (signal.isWanted()) {
                return null;
            }
            throw e;
        } finally {
            signal.started();
            // A signal that came too late to stop the start is waited for in the usual way
            Thread.interrupted();
        }
    }
}
