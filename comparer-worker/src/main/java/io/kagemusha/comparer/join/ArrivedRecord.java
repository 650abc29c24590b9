package io.kagemusha.comparer.join;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request or response record as it came, and when and whence.
 *
 * @param arrivedAt the task's time when it was read, in milliseconds of the broker's clock
 * @param offset its offset in the partition that it was read from
 * @param value not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are shared on purpose: a body may be large
record ArrivedRecord(long arrivedAt, long offset, Headers headers, byte @Nullable [] value) {}
