package io.kagemusha.comparer.compare.rule;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A point in time and the way it was written. Two are close only when they are written alike. */
record Timestamp(Format format, Instant instant) {

    private static final int MAX_LENGTH = 40;
    private static final BigDecimal FIRST_MILLIS = new BigDecimal("1e11");
    private static final BigDecimal MAX_EPOCH = new BigDecimal("1e15");

    enum Format {
        /** {@code 2026-01-31T12:00:00.5+01:00} (RFC 3339, 5.6). */
        RFC_3339,
        /** {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110, 5.6.7). */
        HTTP_DATE,
        EPOCH_SECONDS,
        EPOCH_MILLIS
    }

    /** Reads a time in any of the formats; a number of 10^11 or more counts milliseconds. Null when it is none. */
    static @Nullable Timestamp parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            if (text.length() >= 20 && text.charAt(4) == '-') {
                return rfc3339(text);
            }
            if (text.length() >= 29 && text.charAt(3) == ',') {
                return new Timestamp(Format.HTTP_DATE, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            }
        } catch (DateTimeException e) {
            return null;
        }
        return epoch(text);
    }

    private static Timestamp rfc3339(String text) {
        // RFC 3339 allows a space and lower-case letters where the formatter wants T and Z
        var normal = new StringBuilder(text);
        if (normal.charAt(10) == ' ') {
            normal.setCharAt(10, 'T');
        }
        return new Timestamp(Format.RFC_3339, OffsetDateTime.parse(normal).toInstant());
    }

    private static @Nullable Timestamp epoch(String text) {
        BigDecimal number = Numbers.parse(text);
        if (number == null || number.signum() < 0 || number.compareTo(MAX_EPOCH) >= 0) {
            return null;
        }
        boolean millis = number.compareTo(FIRST_MILLIS) >= 0;
        BigDecimal nanos = number.movePointRight(millis ? 6 : 9);
        BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
        return new Timestamp(
                millis ? Format.EPOCH_MILLIS : Format.EPOCH_SECONDS,
                Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue()));
    }
}
