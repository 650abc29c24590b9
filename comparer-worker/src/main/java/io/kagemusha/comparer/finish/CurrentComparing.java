package io.kagemusha.comparer.finish;

import io.kagemusha.common.configuration.CompareSettings;
import java.util.function.Supplier;

/** Holds how to compare from now on. Safe for use by several threads. */
public final class CurrentComparing implements Supplier<Comparing> {

    private volatile Comparing current;

    public CurrentComparing(CompareSettings settings) {
        current = new Comparing(settings);
    }

    @Override
    public Comparing get() {
        return current;
    }

    /** Exchanges that are finished after this are compared by these settings. */
    public void replace(CompareSettings settings) {
        current = new Comparing(settings);
    }
}
