/** The connection of a client: requests in, answers out in order. */
@NullMarked
package io.kagemusha.proxy.client;

import org.jspecify.annotations.NullMarked;
