/** Places in JSON documents, as configurations name them. */
@NullMarked
package io.kagemusha.common.json;

import org.jspecify.annotations.NullMarked;
