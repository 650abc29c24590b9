/** Reads bodies that have a structure, but are no JSON, as trees, so that they are compared as JSON is. */
@NullMarked
package io.kagemusha.comparer.compare.tree;

import org.jspecify.annotations.NullMarked;
