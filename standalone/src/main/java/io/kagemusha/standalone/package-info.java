/** The command line. {@link io.kagemusha.standalone.Main} is where everything begins. */
@NullMarked
package io.kagemusha.standalone;

import org.jspecify.annotations.NullMarked;
