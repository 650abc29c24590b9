/** The record format: how the exchange model travels through Kafka as CloudEvents. */
@NullMarked
package io.kagemusha.common.record;

import org.jspecify.annotations.NullMarked;
