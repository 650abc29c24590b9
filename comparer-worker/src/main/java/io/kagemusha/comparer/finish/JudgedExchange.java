package io.kagemusha.comparer.finish;

import io.kagemusha.comparer.publish.PairOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exchange.
 *
 * @param outcomes one for each shadow; none where a single backend was selected
 * @param hookFault why the hooks have been given up on it; null when they have not
 */
public record JudgedExchange(
        String requestId,
        List<PairOutcome> outcomes,
        @Nullable String hookFault) {}
