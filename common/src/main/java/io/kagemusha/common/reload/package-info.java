/** What a running process takes from its configuration file when that changes. */
@NullMarked
package io.kagemusha.common.reload;

import org.jspecify.annotations.NullMarked;
