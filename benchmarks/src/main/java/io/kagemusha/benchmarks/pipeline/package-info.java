/** Recorded exchanges, as a proxy node would have captured them, and how fast a comparer gets through them. */
@NullMarked
package io.kagemusha.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
