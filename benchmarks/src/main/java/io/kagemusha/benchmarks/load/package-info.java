/** What is asked of a proxy: as fast as it goes, or at a fixed rate. */
@NullMarked
package io.kagemusha.benchmarks.load;

import org.jspecify.annotations.NullMarked;
