package io.kagemusha.comparer.publish;

/** Text as it may stand in an event. */
final class EventText {

    private static final char REPLACEMENT = '\ufffd';

    private EventText() {}

    /**
     * The text, at most {@code length} characters of it with an ellipsis where it is longer. What is no Unicode is replaced:
     * JSON can escape half a surrogate pair, UTF-8 has no bytes for one.
     */
    static String fit(String text, int length) {
        return wellFormed(text.length() <= length ? text : text.substring(0, length - 1) + '…');
    }

    /** The text with what is no Unicode replaced. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLoneSurrogates(text);
            }
        }
        return text;
    }

    private static String replaceLoneSurrogates(String text) {
        var result = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
                .forEach(result::appendCodePoint);
        return result.toString();
    }
}
