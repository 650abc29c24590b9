package io.kagemusha.comparer.join;

import io.kagemusha.comparer.metric.DeadLetterReason;

/** Sends the record that is being read to the dead letters. */
@FunctionalInterface
interface Rejection {

    void reject(DeadLetterReason reason, String error);
}
