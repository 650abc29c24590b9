package io.kagemusha.common.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One place where a shadow's response differs from the reference.
 *
 * @param path where: empty for a status, the field name in lower case for a header, an RFC 6901 pointer into a JSON
 *     body, {@code line:12} (of the reference, from 1) in a text body, empty for a body compared as bytes
 * @param reference what the reference has there; null when it has nothing. JSON values as JSON text
 * @param shadow what the shadow has there; null when it has nothing
 */
public record Difference(
        Kind kind,
        String path,
        @Nullable String reference,
        @Nullable String shadow) {

    /** What sort of difference. */
    public enum Kind {
        /** The status codes differ. */
        STATUS,
        /** A header field differs, or only one side has it. */
        HEADER,
        /** The reference has something that the shadow lacks. */
        MISSING,
        /** The shadow has something that the reference lacks. */
        EXTRA,
        /** Both have it, with different values of one type. */
        VALUE,
        /** Both have it, with values of different types. */
        TYPE,
        /** The same elements stand in another order. */
        ORDER,
        /** Bodies of which not all is known have different lengths. */
        LENGTH,
        /** The bytes differ. */
        BYTES;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /** The name in events: {@code missing}. */
        public String wireName() {
            return wireName;
        }
    }
}
