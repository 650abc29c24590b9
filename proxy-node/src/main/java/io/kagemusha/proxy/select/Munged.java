package io.kagemusha.proxy.select;

import io.kagemusha.proxy.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * One backend's own copy of a request.
 *
 * @param body null where it is the client's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Munged(RequestHead head, byte @Nullable [] body) {}
