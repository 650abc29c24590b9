package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.Traffic;
import java.util.List;

/**
 * What is compared with what, under which load.
 *
 * @param name as on the command line
 * @param title as in the table
 * @param reference the peer that the others are put in proportion to
 */
public record Case(String name, String title, Traffic traffic, List<Contestant> contestants, Contestant reference) {

    /** The first contestant is the reference. */
    public Case(String name, String title, Traffic traffic, List<Contestant> contestants) {
        this(name, title, traffic, contestants, contestants.get(0));
    }
}
