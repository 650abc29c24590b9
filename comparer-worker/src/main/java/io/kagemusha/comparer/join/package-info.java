/** The first stage: the records of one exchange are brought together. */
@NullMarked
package io.kagemusha.comparer.join;

import org.jspecify.annotations.NullMarked;
