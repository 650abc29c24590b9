/** What the node counts about itself. */
@NullMarked
package io.kagemusha.proxy.metric;

import org.jspecify.annotations.NullMarked;
