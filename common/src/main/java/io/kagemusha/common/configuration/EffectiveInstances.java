package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a backend says about its instances, as {@link EffectiveConfiguration} writes it. */
final class EffectiveInstances {

    private EffectiveInstances() {}

    static Map<String, Object> render(InstanceSettings instances, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        ConnectionSettings connections = instances.connections();
        map.put("protocol", connections.protocol().name().toLowerCase(Locale.ROOT));
        map.put("connect-timeout", DurationText.format(connections.connectTimeout()));
        map.put("max-age", DurationText.format(connections.maxAge()));
        map.put("host", ValueType.nameOf(instances.host()));
        map.put("max-fails", instances.maxFails());
        map.put("fail-timeout", DurationText.format(instances.failTimeout()));
        ProbeSettings probe = instances.probe();
        if (probe != null) {
            map.put("health", render(probe, secrets));
        }
        Map<String, Object> tls = TlsReader.render(instances.tls());
        if (!tls.isEmpty()) {
            map.put("tls", tls);
        }
        return map;
    }

    private static Map<String, Object> render(ProbeSettings probe, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        map.put("path", secrets.target(probe.path()));
        map.put("interval", DurationText.format(probe.interval()));
        map.put("timeout", DurationText.format(probe.timeout()));
        map.put("fall", probe.fall());
        map.put("rise", probe.rise());
        return map;
    }
}
