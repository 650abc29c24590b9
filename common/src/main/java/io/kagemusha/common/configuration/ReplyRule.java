package io.kagemusha.common.configuration;

import java.util.List;

/**
 * Whose response the client is given.
 *
 * @param usable the status classes, 100 to 500 by hundreds, that make a response usable in modes other than master
 */
public record ReplyRule(ReplyMode mode, List<Integer> usable) {

    /** Master's response, whatever it is. */
    public static final ReplyRule MASTER = of(ReplyMode.MASTER);

    public ReplyRule {
        usable = List.copyOf(usable);
    }

    /** The rule of that mode, where the file does not say what is usable. */
    public static ReplyRule of(ReplyMode mode) {
        return new ReplyRule(
                mode, mode == ReplyMode.ROUND_ROBIN ? List.of(100, 200, 300, 400, 500) : List.of(100, 200, 300, 400));
    }

    public boolean isUsable(int status) {
        return usable.contains(status / 100 * 100);
    }
}
