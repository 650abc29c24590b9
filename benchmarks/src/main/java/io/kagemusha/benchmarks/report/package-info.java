/** Tables and plots. */
@NullMarked
package io.kagemusha.benchmarks.report;

import org.jspecify.annotations.NullMarked;
