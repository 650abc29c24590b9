package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code limits} and {@code trusted-proxies}, and writes them as they are in force. */
final class LimitReader {

    private static final ValueType<Long> HEAD = SizeText.from(256, 1 << 20);
    private static final ValueType<Long> BODY = SizeText.from(0, 1L << 40);
    private static final ValueType<Integer> STREAMS = ValueType.wholeNumber(1, 10_000);
    private static final ValueType<Long> WINDOW = SizeText.from(1 << 10, 16 << 20);
    private static final ValueType<Integer> RESETS = ValueType.wholeNumber(1, 1_000_000);
    private static final ValueType<Integer> CONNECTIONS = ValueType.wholeNumber(0, 10_000_000);

    private LimitReader() {}

    static ClientLimits read(Section root) {
        Section section = root.section("limits");
        var defaults = ClientLimits.DEFAULT;
        return new ClientLimits(
                messages(section),
                streams(section),
                section.get("header-timeout", Timeouts.TYPE, defaults.headerTimeout()),
                section.get("body-timeout", Timeouts.TYPE, defaults.bodyTimeout()),
                section.get("tunnel-timeout", Timeouts.TYPE, defaults.tunnelTimeout()),
                section.get("max-connections", CONNECTIONS, defaults.connections()),
                section.get("max-connections-per-client", CONNECTIONS, defaults.connectionsPerClient()));
    }

    private static MessageLimits messages(Section section) {
        var defaults = MessageLimits.DEFAULT;
        return new MessageLimits(
                Math.toIntExact(section.get("max-request-line", HEAD, (long) defaults.requestLine())),
                Math.toIntExact(section.get("max-header-section", HEAD, (long) defaults.headerSection())),
                section.get("max-request-body", BODY, defaults.requestBody()));
    }

    private static StreamLimits streams(Section section) {
        var defaults = StreamLimits.DEFAULT;
        return new StreamLimits(
                section.get("max-streams", STREAMS, defaults.streams()),
                Math.toIntExact(section.get("stream-window", WINDOW, (long) defaults.window())),
                section.get("max-stream-resets", RESETS, defaults.resets()));
    }

    /** An empty list is nobody; without any there are those of the networks that nobody has to himself. */
    static List<AddressRange> trustedProxies(Section root) {
        List<AddressRange> given = root.list("trusted-proxies", AddressRange.TYPE);
        return root.has("trusted-proxies") ? given : ClientSettings.PRIVATE_NETWORKS;
    }

    static Map<String, Object> render(ClientLimits limits) {
        var map = new LinkedHashMap<String, Object>();
        map.put("max-request-line", SizeText.format(limits.messages().requestLine()));
        map.put("max-header-section", SizeText.format(limits.messages().headerSection()));
        map.put("max-request-body", SizeText.format(limits.messages().requestBody()));
        map.put("max-streams", limits.streams().streams());
        map.put("stream-window", SizeText.format(limits.streams().window()));
        map.put("max-stream-resets", limits.streams().resets());
        map.put("header-timeout", DurationText.format(limits.headerTimeout()));
        map.put("body-timeout", DurationText.format(limits.bodyTimeout()));
        map.put("tunnel-timeout", DurationText.format(limits.tunnelTimeout()));
        map.put("max-connections", limits.connections());
        map.put("max-connections-per-client", limits.connectionsPerClient());
        return map;
    }

    static List<String> render(List<AddressRange> ranges) {
        return ranges.stream().map(AddressRange::text).toList();
    }
}
