/** Copying requests and responses to Kafka without ever making an event loop wait. */
@NullMarked
package io.kagemusha.proxy.capture;

import org.jspecify.annotations.NullMarked;
