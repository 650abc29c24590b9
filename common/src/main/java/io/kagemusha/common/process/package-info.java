/** How a process says that it is ready, why it cannot start, and how it ends. */
@NullMarked
package io.kagemusha.common.process;

import org.jspecify.annotations.NullMarked;
