/** The admin server of a process: is it alive, is it ready, how is it doing. */
@NullMarked
package io.kagemusha.common.admin;

import org.jspecify.annotations.NullMarked;
