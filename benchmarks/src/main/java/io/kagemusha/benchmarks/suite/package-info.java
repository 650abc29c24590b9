/** What is measured together and written into one file of results. */
@NullMarked
package io.kagemusha.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
