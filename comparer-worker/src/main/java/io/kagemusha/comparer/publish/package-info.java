/** The third stage: outcomes, mismatches and dead letters as CloudEvents. */
@NullMarked
package io.kagemusha.comparer.publish;

import org.jspecify.annotations.NullMarked;
