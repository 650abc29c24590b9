package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.ValueType;
import java.time.Duration;

/** The durations that make sense as a timeout. */
final class Timeouts {

    static final ValueType<Duration> TYPE = DurationText.from(Duration.ofMillis(1), Duration.ofHours(24));

    private Timeouts() {}
}
