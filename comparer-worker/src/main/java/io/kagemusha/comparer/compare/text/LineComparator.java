package io.kagemusha.comparer.compare.text;

import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.sequence.AlignmentSteps;
import io.kagemusha.comparer.compare.sequence.CommonSubsequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares texts by lines, with one difference for each run of changed lines. How lines end counts only where nothing
 * else differs, as one difference.
 */
public final class LineComparator {

    private final List<String> reference;
    private final List<String> shadow;
    private final Findings findings;

    private LineComparator(List<String> reference, List<String> shadow, Findings findings) {
        this.reference = reference;
        this.shadow = shadow;
        this.findings = findings;
    }

    /** Adds what differs to {@code findings}. */
    public static void compare(String reference, String shadow, Findings findings) {
        if (reference.equals(shadow)) {
            return;
        }
        List<String> referenceLines = reference.lines().toList();
        List<String> shadowLines = shadow.lines().toList();
        if (referenceLines.equals(shadowLines)) {
            findings.add(Kind.VALUE, "", LineEnds.describe(reference), LineEnds.describe(shadow));
        } else {
            // Of several ways to match lines, the same is found from both sides
            boolean swapped = reference.compareTo(shadow) > 0;
            new LineComparator(referenceLines, shadowLines, findings).compare(swapped);
        }
    }

    private void compare(boolean swapped) {
        Map<String, Long> numbers = new HashMap<>();
        long[] a = numbered(reference, numbers);
        long[] b = numbered(shadow, numbers);
        var steps = new AlignmentSteps();
        int[] partners = swapped
                ? CommonSubsequence.inverse(CommonSubsequence.find(b, a, steps), a.length)
                : CommonSubsequence.find(a, b, steps);
        int start = 0;
        int shadowStart = 0;
        for (int i = 0; i <= partners.length; i++) {
            boolean end = i == partners.length;
            if (end || partners[i] != CommonSubsequence.NONE) {
                int shadowEnd = end ? shadow.size() : partners[i];
                report(start, i, shadowStart, shadowEnd);
                start = i + 1;
                shadowStart = shadowEnd + 1;
            }
        }
    }

    private void report(int start, int end, int shadowStart, int shadowEnd) {
        if (start < end && shadowStart < shadowEnd) {
            findings.add(
                    Kind.VALUE, path(start, end), text(reference, start, end), text(shadow, shadowStart, shadowEnd));
        } else if (start < end) {
            findings.add(Kind.MISSING, path(start, end), text(reference, start, end), null);
        } else if (shadowStart < shadowEnd) {
            findings.add(Kind.EXTRA, path(shadowStart, shadowEnd), null, text(shadow, shadowStart, shadowEnd));
        }
    }

    private static String path(int start, int end) {
        return "line:" + (start + 1) + (end - start > 1 ? "-" + end : "");
    }

    private static String text(List<String> lines, int start, int end) {
        return String.join("\n", lines.subList(start, end));
    }

    private static long[] numbered(List<String> lines, Map<String, Long> numbers) {
        return lines.stream()
                .mapToLong(line -> numbers.computeIfAbsent(line, unseen -> (long) numbers.size()))
                .toArray();
    }
}
