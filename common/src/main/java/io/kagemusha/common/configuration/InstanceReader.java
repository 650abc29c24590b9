package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a backend says about its instances. */
final class InstanceReader {

    private static final ValueType<BackendProtocol> PROTOCOL = ValueType.oneOf(BackendProtocol.class);
    private static final ValueType<HostField> HOST = ValueType.oneOf(HostField.class);
    private static final ValueType<Integer> MAX_FAILS = ValueType.wholeNumber(0, 1000);
    private static final ValueType<Integer> PROBES = ValueType.wholeNumber(1, 1000);
    private static final ValueType<Duration> INTERVAL = DurationText.from(Duration.ofMillis(10), Duration.ofHours(24));
    private static final Pattern VISIBLE = Pattern.compile("/[!-~]*");
    private static final ValueType<String> PATH = ValueType.text(
            "a path with or without a query, such as /healthz",
            text -> VISIBLE.matcher(text).matches() && text.indexOf('#') < 0);

    private InstanceReader() {}

    static InstanceSettings read(Section section, ValueType<Path> file) {
        var defaults = InstanceSettings.DEFAULT;
        return new InstanceSettings(
                connections(section),
                section.get("host", HOST, defaults.host()),
                section.get("max-fails", MAX_FAILS, defaults.maxFails()),
                section.get("fail-timeout", Timeouts.TYPE, defaults.failTimeout()),
                probe(section),
                new TlsReader(file).backend(section));
    }

    private static ConnectionSettings connections(Section section) {
        var defaults = ConnectionSettings.DEFAULT;
        return new ConnectionSettings(
                section.get("protocol", PROTOCOL, defaults.protocol()),
                section.get("connect-timeout", Timeouts.TYPE, defaults.connectTimeout()),
                section.get("max-age", Timeouts.TYPE, defaults.maxAge()));
    }

    private static @Nullable ProbeSettings probe(Section backend) {
        if (!backend.has("health")) {
            return null;
        }
        Section section = backend.section("health");
        var defaults = ProbeSettings.DEFAULT;
        return new ProbeSettings(
                section.require("path", PATH, defaults.path()),
                section.get("interval", INTERVAL, defaults.interval()),
                section.get("timeout", Timeouts.TYPE, defaults.timeout()),
                section.get("fall", PROBES, defaults.fall()),
                section.get("rise", PROBES, defaults.rise()));
    }
}
