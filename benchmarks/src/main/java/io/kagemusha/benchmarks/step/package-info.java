/** Single steps of the data path, measured by JMH: {@code benchmarks/steps}. */
@NullMarked
package io.kagemusha.benchmarks.step;

import org.jspecify.annotations.NullMarked;
