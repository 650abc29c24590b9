package io.kagemusha.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void takesTheMiddleValueOfAnOddNumber() {
        assertThat(Spread.of(9, 1, 4)).isEqualTo(new Spread(4, 1, 9));
    }

    @Test
    void takesTheMeanOfTheTwoMiddleValuesOfAnEvenNumber() {
        assertThat(Spread.of(8, 1, 4, 2)).isEqualTo(new Spread(3, 1, 8));
    }

    @Test
    void showsMedianLowestAndHighest() {
        assertThat(Spread.of(1.06, 0.94, 1.31).text(1)).isEqualTo("1.1 (0.9–1.3)");
    }

    @Test
    void saysWhereTheMedianLiesByTheirRanks() {
        // Given 20 values, for which the tables of the binomial distribution give the sixth lowest and highest
        double[] values =
                IntStream.rangeClosed(1, 20).mapToDouble(value -> value).toArray();

        // When, Then
        assertThat(Spread.of(values)).isEqualTo(new Spread(10.5, 6, 15));
    }

    @Test
    void takesAllValuesForTheMedianOfAFew() {
        assertThat(Spread.of(9, 1, 4, 2, 3)).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void leavesOutLowestAndHighestForTheMedianOfNine() {
        assertThat(Spread.of(1, 2, 3, 4, 5, 6, 7, 8, 9)).isEqualTo(new Spread(5, 2, 8));
    }
}
