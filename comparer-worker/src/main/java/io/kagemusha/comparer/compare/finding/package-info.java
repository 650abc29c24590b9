/** What a comparison has found so far, kept within bounds. */
@NullMarked
package io.kagemusha.comparer.compare.finding;

import org.jspecify.annotations.NullMarked;
