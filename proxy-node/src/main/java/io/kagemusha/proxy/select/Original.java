package io.kagemusha.proxy.select;

import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * A request as received, of which a backend is to have its own copy.
 *
 * @param body null where no hook wants it for that backend
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Original(String requestId, RequestHead head, byte @Nullable [] body, Route route, Backend backend) {}
