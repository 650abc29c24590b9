/** Cases, rounds, and what comes out of them. */
@NullMarked
package io.kagemusha.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
