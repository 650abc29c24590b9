package io.kagemusha.proxy.select;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of paths: {@code *} stands for one segment or a part of one, {@code **} for any number of them, and
 * {@code /a/**} matches {@code /a} too. Immutable.
 *
 * <p>Matching follows all ways through the pattern at once, so it takes time in proportion to the lengths of both. A
 * backtracking regular expression would let a client keep an event loop busy for minutes with one long path.
 */
final class PathPattern {

    /** A part of the pattern after its literal beginning. */
    private enum Step {
        LITERAL,
        /** {@code *}: may match nothing. */
        IN_SEGMENT,
        /** {@code **}: may match nothing. */
        ANYTHING,
        /** {@code **} with slashes around it, the first of them matched: may match nothing. */
        SEGMENTS,
        /** The same after its first character: goes on behind a slash. */
        MORE_SEGMENTS,
        /** The slash before a {@code **} that ends the pattern: both may match nothing. */
        REST
    }

    private final String literalStart;
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder literals = new StringBuilder();

    PathPattern(String pattern) {
        int star = pattern.indexOf('*');
        boolean literal = star < 0;
        // The slash before ** belongs to it: there may be no segment, and then no slash either
        boolean manySegments = !literal && pattern.startsWith("/**", star - 1);
        this.literalStart = literal ? pattern : pattern.substring(0, manySegments ? star - 1 : star);
        compile(pattern, literalStart.length());
    }

    private void compile(String pattern, int from) {
        for (int i = from; i < pattern.length(); ) {
            if (pattern.startsWith("/**", i) && i + 3 == pattern.length()) {
                add(Step.REST, Step.ANYTHING);
                i += 3;
            } else if (pattern.startsWith("/**/", i)) {
                add(Step.LITERAL, Step.SEGMENTS, Step.MORE_SEGMENTS);
                literals.setCharAt(steps.size() - 3, '/');
                i += 4;
            } else if (pattern.startsWith("**", i)) {
                add(Step.ANYTHING);
                i += 2;
            } else if (pattern.charAt(i) == '*') {
                add(Step.IN_SEGMENT);
                i++;
            } else {
                add(Step.LITERAL);
                literals.setCharAt(steps.size() - 1, pattern.charAt(i));
                i++;
            }
        }
    }

    private void add(Step... next) {
        for (Step step : next) {
            steps.add(step);
            literals.append(' ');
        }
    }

    boolean matches(String path) {
        if (!path.startsWith(literalStart)) {
            return false;
        }
        var reached = new boolean[steps.size() + 1];
        reach(reached, 0);
        for (int i = literalStart.length(); i < path.length(); i++) {
            if (endsWithAnything(reached)) {
                return true;
            }
            reached = after(path.charAt(i), reached);
        }
        return reached[steps.size()];
    }

    private boolean endsWithAnything(boolean[] reached) {
        int last = steps.size() - 1;
        return last >= 0 && steps.get(last) == Step.ANYTHING && reached[last];
    }

    /** The places in the pattern that can be reached with one character more. */
    private boolean[] after(char c, boolean[] reached) {
        var next = new boolean[reached.length];
        for (int i = 0; i < steps.size(); i++) {
            if (!reached[i]) {
                continue;
            }
            switch (steps.get(i)) {
                case LITERAL -> reachIf(c == literals.charAt(i), next, i + 1);
                case IN_SEGMENT -> reachIf(c != '/', next, i);
                case ANYTHING -> reach(next, i);
                case SEGMENTS -> {
                    reach(next, i + 1);
                    reachIf(c == '/', next, i + 2);
                }
                case MORE_SEGMENTS -> {
                    reach(next, i);
                    reachIf(c == '/', next, i + 1);
                }
                case REST -> reachIf(c == '/', next, i + 1);
            }
        }
        return next;
    }

    private void reachIf(boolean condition, boolean[] reached, int place) {
        if (condition) {
            reach(reached, place);
        }
    }

    /** Marks the place, and those behind it that need no character. */
    private void reach(boolean[] reached, int place) {
        reached[place] = true;
        if (place < steps.size()) {
            switch (steps.get(place)) {
                case LITERAL, MORE_SEGMENTS -> {}
                case IN_SEGMENT, ANYTHING -> reach(reached, place + 1);
                case SEGMENTS, REST -> reach(reached, place + 2);
            }
        }
    }
}
