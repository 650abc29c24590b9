/** The exchange: one client request and everything that becomes of it. */
@NullMarked
package io.kagemusha.proxy.exchange;

import org.jspecify.annotations.NullMarked;
