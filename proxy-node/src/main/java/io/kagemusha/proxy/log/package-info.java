/** Log lines for what happens per request, but must not be logged per request. */
@NullMarked
package io.kagemusha.proxy.log;

import org.jspecify.annotations.NullMarked;
