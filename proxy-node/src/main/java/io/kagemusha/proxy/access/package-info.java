/** The access log: one line for each request, written beside the event loops. */
@NullMarked
package io.kagemusha.proxy.access;

import org.jspecify.annotations.NullMarked;
