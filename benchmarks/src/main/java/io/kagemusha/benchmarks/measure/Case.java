package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.Traffic;
import java.util.List;

/**
 * What is compared with what, under which load.
 *
 * @param name as on the command line
 * @param title as in the table
 * @param contestants the first is the reference, which the others are put in proportion to
 * @param perSecond the fixed rate that latency is measured at; 0 where it is not
 */
public record Case(String name, String title, Traffic traffic, List<Contestant> contestants, int perSecond) {

    /** At full load only. */
    public Case(String name, String title, Traffic traffic, List<Contestant> contestants) {
        this(name, title, traffic, contestants, 0);
    }

    /** The same, and at a fixed rate. */
    public Case at(int rate) {
        return new Case(name, title, traffic, contestants, rate);
    }

    Contestant reference() {
        return contestants.get(0);
    }
}
