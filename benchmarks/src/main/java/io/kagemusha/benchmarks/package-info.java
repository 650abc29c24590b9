/** Kagemusha and its peers side by side: the same origins, the same load, one core for whoever is measured. */
@NullMarked
package io.kagemusha.benchmarks;

import org.jspecify.annotations.NullMarked;
