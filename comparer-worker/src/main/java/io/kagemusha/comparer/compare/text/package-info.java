/** Comparing text by lines. */
@NullMarked
package io.kagemusha.comparer.compare.text;

import org.jspecify.annotations.NullMarked;
