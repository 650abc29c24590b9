package io.kagemusha.comparer.join;

import io.kagemusha.comparer.finish.FinishStage;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.Publisher;
import java.util.function.LongSupplier;

/**
 * What {@link ExchangeJoin} works with in one task, besides its store and its clock.
 *
 * @param joinTimeoutMillis how long the records of an exchange may be apart, at the moment
 */
record JoinTask(
        FinishStage stage,
        Publisher publisher,
        DeadLetters deadLetters,
        LongSupplier joinTimeoutMillis,
        EventLimits limits,
        ComparerMetrics metrics) {}
