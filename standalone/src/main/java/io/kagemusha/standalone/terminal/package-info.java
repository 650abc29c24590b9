/** Writing for a person: colours where they are wanted, and nothing from the traffic that a terminal would obey. */
@NullMarked
package io.kagemusha.standalone.terminal;

import org.jspecify.annotations.NullMarked;
