/** How hooks are run: those that may block on threads of their own; those that fail are counted and told of. */
@NullMarked
package io.kagemusha.proxy.hook;

import org.jspecify.annotations.NullMarked;
