/** The three hook interfaces, what they are shown, and how they are found. */
@NullMarked
package io.kagemusha.common.hook;

import org.jspecify.annotations.NullMarked;
