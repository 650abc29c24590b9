package io.kagemusha.proxy.control;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The changes of a node without Kafka: nobody else hears of them, and they end with the process. */
final class LocalChanges implements ChangeLog {

    private final AtomicLong next = new AtomicLong();

    @Override
    public long append(String name, @Nullable BackendChange change) {
        return next.getAndIncrement();
    }

    @Override
    public String origin() {
        return "node";
    }

    @Override
    public String reach() {
        return "this node only, until it ends: it has no Kafka";
    }
}
