package io.kagemusha.comparer.join;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of marks in the order in which they are to be forgotten, which is that in which their exchanges were finished.
 * Confined to the task's thread.
 */
final class FinishedMarks {

    private record Mark(Bytes key, long finishedAt) {}

    private final int most;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    /**
     * @param most how many are kept; of more, those that were finished first are forgotten before their time
     */
    FinishedMarks(int most) {
        this.most = most;
    }

    void add(Bytes key, long finishedAt) {
        marks.add(new Mark(key, finishedAt));
    }

    /** Puts marks in order that were added as they were found. */
    void sort() {
        var inOrder = new ArrayList<>(marks);
        inOrder.sort(Comparator.comparingLong(Mark::finishedAt));
        marks.clear();
        marks.addAll(inOrder);
    }

    /** When the latest of them was finished; 0 where there is none. */
    long latest() {
        return marks.isEmpty() ? 0 : marks.getLast().finishedAt();
    }

    /**
     * Forgets those of before {@code time}, and what is too many.
     *
     * @return how many were forgotten before their time
     */
    int forgetBefore(long time, Consumer<Bytes> forget) {
        for (var eldest = marks.peek(); eldest != null && eldest.finishedAt() < time; eldest = marks.peek()) {
            forget.accept(marks.remove().key());
        }
        int tooMany = Math.max(0, marks.size() - most);
        for (int i = 0; i < tooMany; i++) {
            forget.accept(marks.remove().key());
        }
        return tooMany;
    }
}
