/** Making what must stay secret unreadable, between capture and Kafka, so that equal secrets stay equal. */
@NullMarked
package io.kagemusha.proxy.redact;

import org.jspecify.annotations.NullMarked;
