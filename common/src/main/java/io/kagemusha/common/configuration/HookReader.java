package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.Path;

/** Reads {@code hooks}. */
final class HookReader {

    private static final ValueType<Integer> THREADS = ValueType.wholeNumber(1, 10_000);

    private HookReader() {}

    static HookSettings read(Section section, ValueType<Path> jar) {
        return new HookSettings(
                section.list("jars", jar),
                section.get("threads", THREADS, HookSettings.DEFAULT.threads()),
                section.get("timeout", Timeouts.TYPE, HookSettings.DEFAULT.timeout()));
    }
}
