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
    public interface Starter {
        /** Blocks until it serves. An exception leaves nothing running. */
        Server start() throws Exception;
    }

    /**
     * Blocks until the process shall end and the server is closed.
     *
     * @param stopAfter how long it serves at most, or null
     * @return the exit code for the process, which must end then
     */
    public int run(Starter starter, @Nullable Duration stopAfter) {
        StopSignal signal = StopSignal.install();
        int exitCode = FaultReport.FAILED;
        try {
            serve(starter, signal, stopAfter);
            exitCode = 0;
        } catch (Exception e) {
            exitCode = new FaultReport(err).print(e);
        } finally {
            out.flush();
            err.flush();
            signal.finished(exitCode);
        }
        return exitCode;
    }

    private void serve(Starter starter, StopSignal signal, @Nullable Duration stopAfter) throws Exception {
        Server server = starter.start();
        try (server) {
            out.println(server.ready());
            out.flush();
            signal.await(stopAfter);
        }
        String lastLine = server.lastLine();
        if (lastLine != null) {
            out.println(lastLine);
        }
    }
}
