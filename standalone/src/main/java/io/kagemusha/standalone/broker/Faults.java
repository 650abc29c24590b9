package io.kagemusha.standalone.broker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;

/**
 * Catches what Kafka takes for fatal to one node. Kafka by itself would end the process, which here belongs to others
 * too, above all to a proxy that clients wait for. Thread-safe.
 */
final class Faults implements FaultHandlerFactory {

    private static final Set<Faults> WATCHING = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<Throwable> first = new CompletableFuture<>();

    /** Completes with the first fault, on a thread of Kafka's; is cancelled when the node stops without any. */
    CompletableFuture<Throwable> first() {
        return first;
    }

    /** Also catches, from now on, what Kafka does not give to a fault handler but ends the process for: failed disks. */
    void watch() {
        WATCHING.add(this);
        // Kafka has one such hook for the whole process, so the failed disk of one node counts for all in this JVM.
        Exit.setHaltProcedure(Faults::refuseExit);
        Exit.setExitProcedure(Faults::refuseExit);
    }

    void stopWatching() {
        WATCHING.remove(this);
        first.cancel(false);
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        FaultHandler logging = new LoggingFaultHandler(name, action);
        if (!fatal) {
            return logging;
        }
        return (message, cause) -> {
            RuntimeException fault = logging.handleFault(message, cause);
            first.complete(fault);
            return fault;
        };
    }

    private static void refuseExit(int status, @Nullable String message) {
        var refused = new IllegalStateException("Kafka wanted to end the process with status " + status
                + (message == null ? "" : ": " + message) + " (the log says why, most often a failed disk)");
        WATCHING.forEach(faults -> faults.first.complete(refused));
        throw refused;
    }
}
