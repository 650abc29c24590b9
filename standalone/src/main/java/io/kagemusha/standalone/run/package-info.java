/** Putting processes together: broker, proxy and comparer in one JVM, and how a process says that it is ready and ends. */
@NullMarked
package io.kagemusha.standalone.run;

import org.jspecify.annotations.NullMarked;
