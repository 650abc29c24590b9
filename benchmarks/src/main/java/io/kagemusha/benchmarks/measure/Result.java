package io.kagemusha.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of one case.
 *
 * @param samples by the name of the contestant, one for each round, in the order of the case
 */
public record Result(Case of, Map<String, List<Sample>> samples) {

    public Spread spread(String contestant, ToDoubleFunction<Sample> value) {
        return Spread.of(rounds(contestant).stream().mapToDouble(value).toArray());
    }

    /** CPU time for one request, in proportion to the reference's of the same round. */
    public Spread ratio(String contestant) {
        List<Sample> own = rounds(contestant);
        List<Sample> reference = rounds(of.reference().name());
        var ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = own.get(i).cpuMicros() / reference.get(i).cpuMicros();
        }
        return Spread.of(ratios);
    }

    private List<Sample> rounds(String contestant) {
        List<Sample> own = samples.get(contestant);
        if (own == null) {
            throw new IllegalArgumentException(
                    "contestant: " + contestant + " (expected: one of " + samples.keySet() + ")");
        }
        return own;
    }
}
