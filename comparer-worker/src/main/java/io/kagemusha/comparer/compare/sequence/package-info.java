/** Which elements of two sequences correspond. */
@NullMarked
package io.kagemusha.comparer.compare.sequence;

import org.jspecify.annotations.NullMarked;
