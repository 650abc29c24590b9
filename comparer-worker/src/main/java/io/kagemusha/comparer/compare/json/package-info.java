/** Comparing JSON by its structure: objects member by member, arrays by order, by key or as bags. */
@NullMarked
package io.kagemusha.comparer.compare.json;

import org.jspecify.annotations.NullMarked;
