/** The second stage: what is known of an exchange is compared, shown to the hooks, and judged. */
@NullMarked
package io.kagemusha.comparer.finish;

import org.jspecify.annotations.NullMarked;
