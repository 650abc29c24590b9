/** The exchange model: what the records of one exchange say, and what comparing them gives. */
@NullMarked
package io.kagemusha.common.exchange;

import org.jspecify.annotations.NullMarked;
