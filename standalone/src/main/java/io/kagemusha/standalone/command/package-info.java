/** The commands, their options, and how they report what went wrong. */
@NullMarked
package io.kagemusha.standalone.command;

import org.jspecify.annotations.NullMarked;
