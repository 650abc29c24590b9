package io.kagemusha.common.yaml;

import java.util.Collection;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** What somebody who mistyped a name may have meant. */
public final class Suggestion {

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private Suggestion() {}

    /** The name nearest to {@code given} in which at most a third of the letters differ, or null. */
    public static @Nullable String nearest(String given, Collection<String> names) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = DISTANCE.apply(plain(given), plain(name));
            if (distance < least && distance * 3 <= Math.max(3, name.length())) {
                nearest = name;
                least = distance;
            }
        }
        return nearest;
    }

    /** So that {@code maxBody} and {@code max_body} are near to {@code max-body}. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }
}
