package io.kagemusha.comparer.publish;

/** How much a mismatch event tells. Where it would be too heavy for the broker it tells less, step by step. */
enum Detail {
    /** Everything, bodies up to the configured inline limit. */
    FULL(Integer.MAX_VALUE, Integer.MAX_VALUE, true, true),
    /** No content of bodies. */
    NO_BODIES(Integer.MAX_VALUE, Integer.MAX_VALUE, true, false),
    /** What fits in a few kilobytes whatever the exchange was. */
    OUTLINE(20, 200, false, false);

    private final int differences;
    private final int textLength;
    private final boolean headers;
    private final boolean bodies;

    Detail(int differences, int textLength, boolean headers, boolean bodies) {
        this.differences = differences;
        this.textLength = textLength;
        this.headers = headers;
        this.bodies = bodies;
    }

    /** How many differences are listed at most. */
    int differences() {
        return differences;
    }

    /** How many characters of a path, a value or a target are shown at most. */
    int textLength() {
        return textLength;
    }

    boolean headers() {
        return headers;
    }

    boolean bodies() {
        return bodies;
    }

    /** {@code text} as far as it is shown. */
    String fit(String text) {
        return EventText.fit(text, textLength);
    }
}
