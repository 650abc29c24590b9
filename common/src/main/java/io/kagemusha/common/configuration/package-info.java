/** The configuration file: strict loading, and the valid settings that come of it. */
@NullMarked
package io.kagemusha.common.configuration;

import org.jspecify.annotations.NullMarked;
