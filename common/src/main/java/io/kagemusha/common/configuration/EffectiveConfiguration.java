package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;
import io.kagemusha.common.yaml.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A configuration as text, with everything that is in force, defaults too. It can be loaded again and is then equal, but
 * for secrets, which are masked.
 */
public final class EffectiveConfiguration {

    private EffectiveConfiguration() {}

    /** The text of a YAML file. */
    public static String render(Configuration configuration) {
        var redact = configuration.proxy().capture().redact();
        return YamlText.of(document(configuration, Secrets.hidden(redact)))
                + redactComment(redact)
                + adminComment(configuration.admin());
    }

    /**
     * The outermost keys that the two configurations have different values for, sorted; of {@code compare} those below it,
     * as {@code compare.rules}.
     */
    public static Set<String> changedKeys(Configuration before, Configuration after) {
        var changed = new TreeSet<String>();
        var old = flatCompare(document(before, Secrets.SHOWN));
        var now = flatCompare(document(after, Secrets.SHOWN));
        now.forEach((key, value) -> {
            if (!value.equals(old.get(key))) {
                changed.add(key);
            }
        });
        old.keySet().stream().filter(key -> !now.containsKey(key)).forEach(changed::add);
        addMasked(changed, "kafka", before.kafka(), after.kafka());
        addMasked(changed, "admin", before.admin(), after.admin());
        addMasked(changed, "capture", before.proxy().capture(), after.proxy().capture());
        return changed;
    }

    /** These secrets are told apart by their values, which no document shows. */
    private static void addMasked(Set<String> changed, String key, Object before, Object after) {
        if (!before.equals(after)) {
            changed.add(key);
        }
    }

    private static Map<String, Object> flatCompare(Map<String, Object> document) {
        var flat = new LinkedHashMap<>(document);
        if (flat.remove("compare") instanceof Map<?, ?> compare) {
            compare.forEach((key, value) -> flat.put("compare." + key, value));
        }
        return flat;
    }

    private static Map<String, Object> document(Configuration configuration, Secrets secrets) {
        var proxy = configuration.proxy();
        var root = new LinkedHashMap<String, Object>();
        root.put("listeners", proxy.listeners().stream().map(TlsReader::render).toList());
        root.put("client-timeout", DurationText.format(proxy.client().idleTimeout()));
        root.put("no-answer-status", proxy.client().noAnswerStatus());
        root.put("replay-buffer", SizeText.format(proxy.client().replayBufferBytes()));
        root.put("limits", LimitReader.render(proxy.client().limits()));
        root.put("trusted-proxies", LimitReader.render(proxy.client().trustedProxies()));
        if (proxy.client().accessLog() != null) {
            root.put("access-log", AccessLogReader.render(proxy.client().accessLog()));
        }
        root.put("drain-timeout", DurationText.format(proxy.drainTimeout()));
        if (!proxy.backends().isEmpty()) {
            root.put("backends", backends(proxy.backends(), secrets));
            root.put(
                    "routes",
                    proxy.routes().stream()
                            .map(route -> asInFile(route, secrets))
                            .toList());
        }
        root.put("capture", capture(proxy.capture()));
        root.put("kafka", kafka(configuration.kafka()));
        root.put("topics", topics(configuration.topics()));
        root.put("compare", EffectiveComparison.render(configuration.compare()));
        root.put("hooks", hooks(configuration.hooks()));
        Map<String, Object> admin = admin(configuration.admin());
        if (!admin.isEmpty()) {
            root.put("admin", admin);
        }
        return root;
    }

    /** The default has a key of each process's own, which no file can say. */
    private static String redactComment(RedactSettings redact) {
        return redact.equals(RedactSettings.DEFAULT)
                ? "# capture.redact: { headers: [" + String.join(", ", redact.headers())
                        + "], cookies: [\"*\"] }, with a key of each process's own\n"
                : "";
    }

    /** An address that was not configured may give way to a free port, which one in the file would not. */
    private static String adminComment(AdminSettings admin) {
        return admin.explicit()
                ? ""
                : "# admin: { address: \"" + admin.address() + "\" }, or a free port if it is taken\n";
    }

    private static Map<String, Object> admin(AdminSettings admin) {
        var map = new LinkedHashMap<String, Object>();
        if (admin.explicit()) {
            map.put("address", admin.address().toString());
        }
        if (admin.token() != null) {
            map.put("token", Secrets.MASK);
        }
        if (admin.tls() != null) {
            var tls = new LinkedHashMap<String, Object>();
            tls.put("certificate", admin.tls().certificate().toString());
            tls.put("key", admin.tls().key().toString());
            map.put("tls", tls);
        }
        return map;
    }

    private static Map<String, Object> backends(List<BackendSettings> backends, Secrets secrets) {
        var byName = new LinkedHashMap<String, Object>();
        backends.forEach(backend -> byName.put(backend.name(), backend(backend, secrets)));
        return byName;
    }

    static Map<String, Object> backend(BackendSettings backend, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        map.put(
                "urls",
                backend.urls().stream()
                        .map(url -> secrets.target(url.toString()))
                        .toList());
        map.put("master", backend.master());
        map.put("timeout", DurationText.format(backend.timeout()));
        map.putAll(EffectiveInstances.render(backend.instances(), secrets));
        map.putAll(EffectiveShadow.render(backend.limits()));
        return map;
    }

    private static Map<String, Object> asInFile(RouteSettings route, Secrets secrets) {
        var map = route(route, secrets);
        if (route.selection().open()) {
            map.remove("backends");
        }
        return map;
    }

    /** A route by the keys of the file, with the backends that it selects; secrets are masked, those that are redacted too. */
    public static Map<String, Object> route(RouteSettings route, RedactSettings redact) {
        return route(route, Secrets.hidden(redact));
    }

    private static Map<String, Object> route(RouteSettings route, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", route.name());
        if (!route.match().equals(RouteMatch.ANY)) {
            map.put("match", match(route.match(), secrets));
        }
        map.put("backends", route.backends());
        putUnlessEmpty(map, "shadows", route.shadows());
        map.put("reply", ValueType.nameOf(route.reply().mode()));
        map.put("usable", route.reply().usable());
        if (!route.munge().isEmpty()) {
            var munge = new TreeMap<String, Object>();
            route.munge().forEach((backend, settings) -> munge.put(backend, munge(settings, secrets)));
            map.put("munge", munge);
        }
        return map;
    }

    private static Map<String, Object> match(RouteMatch match, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        putUnlessEmpty(map, "methods", match.methods().stream().sorted().toList());
        putUnlessEmpty(map, "path", match.paths());
        putUnlessEmpty(map, "host", match.hosts().stream().sorted().toList());
        if (!match.headers().isEmpty()) {
            map.put("headers", fields(new TreeMap<>(match.headers()), secrets));
        }
        return map;
    }

    private static void putUnlessEmpty(Map<String, Object> map, String key, List<String> values) {
        if (!values.isEmpty()) {
            map.put(key, values);
        }
    }

    private static Map<String, String> fields(Map<String, String> fields, Secrets secrets) {
        var shown = new LinkedHashMap<String, String>();
        fields.forEach((name, value) -> shown.put(name, secrets.field(name, value)));
        return shown;
    }

    private static Map<String, Object> munge(MungeSettings settings, Secrets secrets) {
        var map = new LinkedHashMap<String, Object>();
        map.put("set-headers", fields(settings.setHeaders(), secrets));
        map.put(
                "remove-headers",
                new ArrayList<>(settings.removeHeaders().stream().sorted().toList()));
        return map;
    }

    private static Map<String, Object> capture(CaptureSettings capture) {
        var map = new LinkedHashMap<String, Object>();
        map.put("when", ValueType.nameOf(capture.when()));
        map.put("max-body", SizeText.format(capture.maxBodyBytes()));
        map.put("buffer", SizeText.format(capture.bufferBytes()));
        if (!capture.redact().equals(RedactSettings.DEFAULT)) {
            map.put("redact", redact(capture.redact()));
        }
        return map;
    }

    private static Map<String, Object> redact(RedactSettings redact) {
        var map = new LinkedHashMap<String, Object>();
        map.put("headers", redact.headers());
        map.put("query", redact.query());
        map.put("cookies", redact.cookies());
        map.put("json", redact.json());
        if (redact.key() != null) {
            map.put("key", RedactReader.MASK);
        }
        return map;
    }

    private static Map<String, Object> kafka(Map<String, String> properties) {
        var map = new TreeMap<String, Object>();
        properties.forEach((name, value) -> map.put(name, Secrets.shown(name, value)));
        return map;
    }

    private static Map<String, Object> hooks(HookSettings hooks) {
        var map = new LinkedHashMap<String, Object>();
        map.put("jars", hooks.jars().stream().map(Object::toString).toList());
        map.put("threads", hooks.threads());
        map.put("timeout", DurationText.format(hooks.timeout()));
        return map;
    }

    private static Map<String, Object> topics(TopicSettings topics) {
        var map = new LinkedHashMap<String, Object>();
        map.put("prefix", topics.prefix());
        map.put("mismatches", topics.mismatches());
        map.put("partitions", topics.partitions());
        map.put("replication", topics.replication());
        return map;
    }
}
