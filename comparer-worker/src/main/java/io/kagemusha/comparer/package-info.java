/** The comparer worker: its process, its topology, and its life with Kafka. */
@NullMarked
package io.kagemusha.comparer;

import org.jspecify.annotations.NullMarked;
