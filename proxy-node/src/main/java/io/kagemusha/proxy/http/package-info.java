/** HTTP/1.1 messages on the wire: what is accepted, what is written, what stops at this hop. */
@NullMarked
package io.kagemusha.proxy.http;

import org.jspecify.annotations.NullMarked;
