/** Processes on chosen cores, and what the operating system says that they used. */
@NullMarked
package io.kagemusha.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
