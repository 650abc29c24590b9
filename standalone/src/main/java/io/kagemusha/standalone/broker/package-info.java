/** A real single-node Kafka, controller and broker, inside this JVM. */
@NullMarked
package io.kagemusha.standalone.broker;

import org.jspecify.annotations.NullMarked;
