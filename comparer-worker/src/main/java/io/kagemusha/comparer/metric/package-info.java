/** What the worker counts. */
@NullMarked
package io.kagemusha.comparer.metric;

import org.jspecify.annotations.NullMarked;
