/** The demonstration: two small shops that differ on purpose, visitors, and what Kagemusha found. */
@NullMarked
package io.kagemusha.standalone.demo;

import org.jspecify.annotations.NullMarked;
