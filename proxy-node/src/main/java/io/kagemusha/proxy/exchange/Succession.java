package io.kagemusha.proxy.exchange;

import io.kagemusha.proxy.backend.Backend;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backends of one exchange that are asked only when the ones before them gave nothing usable. */
final class Succession {

    private final Iterator<Backend> left;
    private final Asking asking;

    Succession(List<Backend> order, Asking asking) {
        this.left = order.iterator();
        this.asking = asking;
    }

    /** Asks the next one; null when nobody is left. */
    @Nullable
    Participant askNext() {
        if (!left.hasNext()) {
            return null;
        }
        Participant next = asking.join(left.next());
        asking.start(next);
        return next;
    }
}
