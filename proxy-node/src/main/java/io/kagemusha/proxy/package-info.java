/** The proxy node: stateless, forwards every request, answers the client, shadows, captures. */
@NullMarked
package io.kagemusha.proxy;

import org.jspecify.annotations.NullMarked;
