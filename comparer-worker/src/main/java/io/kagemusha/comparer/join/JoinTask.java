package io.kagemusha.comparer.join;

import io.kagemusha.comparer.finish.FinishStage;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.Publisher;

/**
 * What {@link ExchangeJoin} works with in one task, besides its store and its clock.
 *
 * @param joinTimeoutMillis how long the records of an exchange may be apart
 */
record JoinTask(
        FinishStage stage,
        Publisher publisher,
        DeadLetters deadLetters,
        long joinTimeoutMillis,
        EventLimits limits,
        ComparerMetrics metrics) {}
