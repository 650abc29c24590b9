package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;

/** Reads {@code capture}. */
final class CaptureReader {

    private static final ValueType<CaptureSettings.When> WHEN = ValueType.oneOf(CaptureSettings.When.class);
    private static final ValueType<Long> MAX_BODY = SizeText.from(0, 64 << 20);
    private static final ValueType<Long> BUFFER = SizeText.from(1 << 20, 64L << 30);

    /** An exchange has three with one shadow, and the records of the one before may be on their way. */
    private static final int BODIES = 4;

    private CaptureReader() {}

    /** @param captures whether the process that reads it is one that captures */
    static CaptureSettings read(Section section, boolean captures) {
        var defaults = CaptureSettings.DEFAULT;
        long maxBody = section.get("max-body", MAX_BODY, (long) defaults.maxBodyBytes());
        long buffer = section.get("buffer", BUFFER, defaults.bufferBytes());
        long needed = BODIES * maxBody;
        if (buffer < needed) {
            section.fault(
                    "buffer", SizeText.format(buffer), "at least four times max-body, " + SizeText.format(needed));
        }
        return new CaptureSettings(
                section.get("when", WHEN, defaults.when()),
                Math.toIntExact(maxBody),
                buffer,
                RedactReader.read(section.section("redact"), section.has("redact"), captures));
    }
}
