/** The topics: their names, their settings and their checked creation. */
@NullMarked
package io.kagemusha.common.topic;

import org.jspecify.annotations.NullMarked;
