/** Event loops and sockets: the native transport where it loads, NIO elsewhere. */
@NullMarked
package io.kagemusha.proxy.transport;

import org.jspecify.annotations.NullMarked;
