/** Reading what the comparer publishes, mismatches and outcomes, and showing it to a person. */
@NullMarked
package io.kagemusha.standalone.mismatch;

import org.jspecify.annotations.NullMarked;
