/** Comparing two responses: status, header fields, and bodies by what they are. */
@NullMarked
package io.kagemusha.comparer.compare;

import org.jspecify.annotations.NullMarked;
