/** Why a file cannot be used. */
@NullMarked
package io.kagemusha.common.file;

import org.jspecify.annotations.NullMarked;
