package io.kagemusha.common.hook;

/**
 * Called by the comparer once for every exchange, when what all its backends did is known or the join timeout has passed.
 *
 * <p>It may block: only its own partition waits. An exception is counted and the exchange is tried again before it goes to
 * the dead letters. After a fault of worker or broker it may see an exchange again, whose effects in Kafka still happen once.
 */
@FunctionalInterface
public interface BackendFinished {

    void backendFinished(FinishedExchange exchange) throws Exception;
}
