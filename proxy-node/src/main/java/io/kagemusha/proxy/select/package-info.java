/** From a request to the backends that are sent it: routes, hooks, sampling, munging. */
@NullMarked
package io.kagemusha.proxy.select;

import org.jspecify.annotations.NullMarked;
