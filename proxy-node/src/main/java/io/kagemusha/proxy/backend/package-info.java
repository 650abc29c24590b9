/** One request at one backend: instances, pooled connections, the gate before a shadow. */
@NullMarked
package io.kagemusha.proxy.backend;

import org.jspecify.annotations.NullMarked;
