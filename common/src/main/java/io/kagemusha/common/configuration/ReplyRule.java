package io.kagemusha.common.configuration;

import java.util.List;

/**
 * Whose response the client is given.
 *
 * @param usable the status classes, 100 to 500 by hundreds, that make a response usable in modes other than master
 */
public record ReplyRule(ReplyMode mode, List<Integer> usable) {

    /** Master's response, whatever it is. */
    public static final ReplyRule MASTER = new ReplyRule(ReplyMode.MASTER, List.of(100, 200, 300, 400));

    public ReplyRule {
        usable = List.copyOf(usable);
    }

    public boolean isUsable(int status) {
        return usable.contains(status / 100 * 100);
    }
}
