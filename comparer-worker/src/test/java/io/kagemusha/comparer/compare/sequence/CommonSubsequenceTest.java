package io.kagemusha.comparer.compare.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommonSubsequenceTest {

    @Test
    void leavesInsertedAndRemovedElementsWithoutPartners() {
        assertThat(CommonSubsequence.find(new long[] {1, 2, 3, 4}, new long[] {1, 9, 2, 4}))
                .containsExactly(0, 2, -1, 3);
        assertThat(CommonSubsequence.find(new long[0], new long[] {1})).isEmpty();
        assertThat(CommonSubsequence.find(new long[] {1}, new long[0])).containsExactly(-1);
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

        int[] partners = CommonSubsequence.find(first, second);

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

        assertThat(CommonSubsequence.find(ascending, descending)).containsOnly(CommonSubsequence.NONE);
    }

    @Test
    void findsFewChangesInSequencesOfAnyLength() {
        long[] first = IntStream.range(0, 500_000).asLongStream().toArray();
        long[] second = first.clone();
        second[1000] = -1;
        second[400_000] = -2;

        assertThat(Arrays.stream(CommonSubsequence.find(first, second)).filter(p -> p == CommonSubsequence.NONE))
                .hasSize(2);
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
