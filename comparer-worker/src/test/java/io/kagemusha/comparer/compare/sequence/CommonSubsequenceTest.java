package io.kagemusha.comparer.compare.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommonSubsequenceTest {

    @Test
    void leavesInsertedAndRemovedElementsWithoutPartners() {
        assertThat(find(new long[] {1, 2, 3, 4}, new long[] {1, 9, 2, 4})).containsExactly(0, 2, -1, 3);
        assertThat(find(new long[0], new long[] {1})).isEmpty();
        assertThat(find(new long[] {1}, new long[0])).containsExactly(-1);
    }

    @Test
    void seesItFromTheOtherSide() {
        assertThat(CommonSubsequence.inverse(new int[] {0, 2, -1, 3}, 5)).containsExactly(0, -1, 1, 3, -1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsTheLongestOne(int seed) {
        var random = new Random(seed);
        long[] first = random.longs(random.nextInt(30), 0, 6).toArray();
        long[] second = random.longs(random.nextInt(30), 0, 6).toArray();

        int[] partners = find(first, second);

        int[] paired =
                Arrays.stream(partners).filter(p -> p != CommonSubsequence.NONE).toArray();
        assertThat(paired).isSorted().doesNotHaveDuplicates().hasSize(longest(first, second));
        for (int i = 0; i < first.length; i++) {
            assertThat(partners[i] == CommonSubsequence.NONE || first[i] == second[partners[i]])
                    .isTrue();
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void givesUpOnLargeSequencesThatShareEverythingInAnotherOrder() {
        long[] ascending = IntStream.range(0, 10_000).asLongStream().toArray();
        long[] descending =
                IntStream.range(0, 10_000).mapToLong(i -> 9_999L - i).toArray();

        assertThat(find(ascending, descending)).containsOnly(CommonSubsequence.NONE);
    }

    @Test
    void findsFewChangesInSequencesOfAnyLength() {
        long[] first = IntStream.range(0, 500_000).asLongStream().toArray();
        long[] second = first.clone();
        second[1000] = -1;
        second[400_000] = -2;

        assertThat(Arrays.stream(find(first, second)).filter(p -> p == CommonSubsequence.NONE))
                .hasSize(2);
    }

    @Test
    void givesUpWhenNoStepsAreLeft() {
        long[] ascending = LongStream.range(0, 4_000).toArray();
        long[] descending = LongStream.range(0, 4_000).map(i -> 3_999 - i).toArray();
        var steps = new AlignmentSteps();
        for (int i = 0; i < 3; i++) {
            CommonSubsequence.find(ascending, descending, steps);
        }

        assertThat(CommonSubsequence.find(new long[] {1, 2, 3, 1}, new long[] {2, 1, 1, 3}, steps))
                .containsOnly(CommonSubsequence.NONE);
        assertThat(CommonSubsequence.find(new long[] {1, 2, 3}, new long[] {1, 9, 3}, steps))
                .as("what takes none")
                .containsExactly(0, -1, 2);
    }

    @Test
    void takesFewStepsForFewChanges() {
        long[] first = LongStream.range(0, 4_000).toArray();
        long[] second = first.clone();
        for (int i = 100; i < 3_900; i += 1_000) {
            second[i] = first[i + 1];
            second[i + 1] = first[i];
        }
        var steps = new AlignmentSteps();
        for (int i = 0; i < 500; i++) {
            CommonSubsequence.find(first, second, steps);
        }

        assertThat(steps.areLeft()).isTrue();
    }

    private static int[] find(long[] first, long[] second) {
        return CommonSubsequence.find(first, second, new AlignmentSteps());
    }

    private static int longest(long[] a, long[] b) {
        var lengths = new int[a.length + 1][b.length + 1];
        for (int i = a.length - 1; i >= 0; i--) {
            for (int j = b.length - 1; j >= 0; j--) {
                lengths[i][j] =
                        a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        return lengths[0][0];
    }
}
