package io.kagemusha.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

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
}
