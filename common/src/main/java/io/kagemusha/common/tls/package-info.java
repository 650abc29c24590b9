/** Certificates and keys from PEM files. */
@NullMarked
package io.kagemusha.common.tls;

import org.jspecify.annotations.NullMarked;
