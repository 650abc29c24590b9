package io.kagemusha.comparer.publish;

import io.kagemusha.common.exchange.Result;
import org.jspecify.annotations.Nullable;

/**
 * The reference or the shadow of a pair.
 *
 * @param result null when its record did not come or cannot be read
 */
public record Side(String backend, @Nullable Result result) {}
