package io.kagemusha.common.hook;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.http.RequestMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finished exchange, as {@link BackendFinished} sees it; valid while that is called. */
public interface FinishedExchange {

    Selection selection();

    /** {@code GET /users/{id}}: the method and the template of the path. */
    String endpoint();

    /** The client's request as received; null when its record was lost. */
    @Nullable
    RequestMessage request();

    /** What each selected backend did, in order of registration. One whose record was lost is not among them. */
    List<FinishedBackend> backends();

    /** That backend, or null when it was not selected or its record was lost. */
    default @Nullable FinishedBackend backend(String name) {
        for (FinishedBackend backend : backends()) {
            if (backend.name().equals(name)) {
                return backend;
            }
        }
        return null;
    }

    /** The built-in comparisons, one for each shadow that could be compared; the hook may add and accept differences. */
    List<Comparison> comparisons();

    /** The first of {@link #comparisons()}, or null when there is none. */
    default @Nullable Comparison comparison() {
        return comparisons().isEmpty() ? null : comparisons().get(0);
    }
}
