/** The configured rules, compiled: which hold for an endpoint, at a place of a body, for a field. */
@NullMarked
package io.kagemusha.comparer.compare.rule;

import org.jspecify.annotations.NullMarked;
