package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ShareText;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;
import java.time.Duration;

/** Reads what a backend may cost while it is a shadow. */
final class ShadowReader {

    private static final ValueType<Integer> CONCURRENCY = ValueType.wholeNumber(1, 100_000);
    private static final ValueType<Integer> BACKLOG = ValueType.wholeNumber(0, 1_000_000);
    private static final ValueType<Integer> FAILURES = ValueType.wholeNumber(0, 1_000_000);
    private static final ValueType<Long> REQUEST_BUFFER = SizeText.from(0, 1 << 30);
    private static final ValueType<Long> BUFFER = SizeText.from(0, 64L << 30);
    private static final ValueType<Long> RESPONSE_LIMIT = SizeText.from(0, 1L << 40);
    private static final ValueType<Duration> ALERT_INTERVAL =
            DurationText.from(Duration.ofMillis(10), Duration.ofHours(24));

    private ShadowReader() {}

    static ShadowLimits read(Section section) {
        var defaults = ShadowLimits.DEFAULT;
        return new ShadowLimits(
                sample(section, defaults.sample()),
                section.get("concurrency", CONCURRENCY, defaults.concurrency()),
                section.get("backlog", BACKLOG, defaults.backlog()),
                sizes(section, defaults.sizes()),
                breaker(section.section("breaker"), defaults.breaker()),
                section.get("alert-interval", ALERT_INTERVAL, defaults.alertInterval()));
    }

    private static ShadowSizes sizes(Section section, ShadowSizes defaults) {
        var sizes = new ShadowSizes(
                section.get("request-buffer", REQUEST_BUFFER, defaults.requestBuffer()),
                section.get("buffer", BUFFER, defaults.buffer()),
                section.get("response-limit", RESPONSE_LIMIT, defaults.responseLimit()));
        if (sizes.buffer() < sizes.requestBuffer()) {
            section.fault(
                    "buffer",
                    SizeText.format(sizes.buffer()),
                    "at least request-buffer, " + SizeText.format(sizes.requestBuffer()));
        }
        return sizes;
    }

    private static SampleSettings sample(Section section, SampleSettings defaults) {
        return new SampleSettings(
                section.get("sample", ShareText.TYPE, defaults.share()),
                section.get("sample-by", SampleKey.TYPE, defaults.by()),
                section.get("sample-salt", ValueType.TEXT, defaults.salt()));
    }

    private static BreakerSettings breaker(Section section, BreakerSettings defaults) {
        return new BreakerSettings(
                section.get("failures", FAILURES, defaults.failures()),
                section.get("server-errors", ValueType.FLAG, defaults.serverErrors()));
    }
}
