/** Strict reading of YAML: typed keys, every fault reported with its line, nothing passed over. */
@NullMarked
package io.kagemusha.common.yaml;

import org.jspecify.annotations.NullMarked;
