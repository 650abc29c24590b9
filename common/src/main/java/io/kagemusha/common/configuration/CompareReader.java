package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;
import java.util.List;

/** Reads {@code compare}. */
final class CompareReader {

    private static final ValueType<String> ENDPOINT = ValueType.text(
            "a path template such as /users/{id}", text -> text.matches("/|(/([^/{}\\s]+|\\{[A-Za-z0-9_-]+}))+"));

    private static final ValueType<Long> INLINE_BODY = SizeText.from(0, 16 << 20);

    private CompareReader() {}

    /** @param routes that rules may name; where there are none, they may name any */
    static CompareSettings read(Section section, List<RouteSettings> routes) {
        var defaults = CompareSettings.DEFAULT;
        long inlineBody = section.get("inline-body", INLINE_BODY, (long) defaults.inlineBodyBytes());
        return new CompareSettings(
                section.get("join-timeout", Timeouts.TYPE, defaults.joinTimeout()),
                section.get("only-complete", ValueType.FLAG, defaults.onlyComplete()),
                IgnoredHeaders.of(section.list("ignore-headers", IgnoredHeaders.TYPE)),
                section.list("endpoints", ENDPOINT),
                RuleReader.readAll(section, routes),
                Math.toIntExact(inlineBody));
    }
}
