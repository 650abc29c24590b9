/** TLS to clients and to backends, from PEM files that may be replaced while the node runs. */
@NullMarked
package io.kagemusha.proxy.tls;

import org.jspecify.annotations.NullMarked;
