/** The proxies that are compared, each started the way its documentation asks for. */
@NullMarked
package io.kagemusha.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
