package io.kagemusha.comparer.publish;

import com.fasterxml.jackson.core.JsonFactory;
import io.kagemusha.common.exchange.Comparison;
import java.util.function.IntSupplier;

/** Writes the values of events. Safe for use by several threads. */
public final class EventWriter {

    private final OutcomeJson outcomes;
    private final MismatchJson mismatches;

    /**
     * @param inlineBytes how much of a body stands in a mismatch event, at the moment
     */
    public EventWriter(IntSupplier inlineBytes) {
        var factory = new JsonFactory();
        outcomes = new OutcomeJson(factory);
        mismatches = new MismatchJson(factory, new MessageJson(inlineBytes));
    }

    byte[] outcome(PairOutcome pair) {
        return outcomes.write(pair);
    }

    byte[] mismatch(PairOutcome pair, Comparison comparison, String signature, Detail detail) {
        return mismatches.write(pair, comparison, signature, detail);
    }
}
