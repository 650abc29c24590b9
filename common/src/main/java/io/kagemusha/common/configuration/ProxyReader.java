package io.kagemusha.common.configuration;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.SizeText;
import io.kagemusha.common.yaml.ValueType;
import io.kagemusha.common.yaml.YamlDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads what a proxy node does: {@code listeners}, {@code backends}, {@code routes}, {@code capture} and timeouts. */
final class ProxyReader {

    private static final ValueType<Duration> DRAIN_TIMEOUT = DurationText.from(Duration.ZERO, Duration.ofHours(1));
    private static final ValueType<Long> REPLAY_BUFFER = SizeText.from(0, 64 << 20);
    private static final ValueType<Integer> SERVER_ERROR = ValueType.wholeNumber(500, 599);

    /** In place of an address that is wrong; equal to none that another listener may have. */
    private static final ListenAddress ANY_PORT = new Address("127.0.0.1", 0);

    private final YamlDocument document;
    private final Section root;
    private final Path baseDir;
    private final boolean backendsRequired;

    ProxyReader(YamlDocument document, Path baseDir, boolean backendsRequired) {
        this.document = document;
        this.root = document.root();
        this.baseDir = baseDir;
        this.backendsRequired = backendsRequired;
    }

    ProxySettings read() {
        var client = new ClientSettings(
                root.get("client-timeout", Timeouts.TYPE, ClientSettings.DEFAULT.idleTimeout()),
                root.get("no-answer-status", SERVER_ERROR, ClientSettings.DEFAULT.noAnswerStatus()),
                Math.toIntExact(
                        root.get("replay-buffer", REPLAY_BUFFER, (long) ClientSettings.DEFAULT.replayBufferBytes())),
                AccessLogReader.read(root, baseDir),
                LimitReader.read(root),
                LimitReader.trustedProxies(root));
        Section backendsSection = root.section("backends");
        var backends = new BackendReader(backendsSection, FilePath.pem(baseDir)).read();
        checkMaster(backends);
        if (backends.size() > Selection.MOST_BACKENDS) {
            document.fault("backends: " + backends.size() + " (expected: at most " + Selection.MOST_BACKENDS + ")");
        }
        var routes = RouteReader.readAll(
                root, backends.stream().map(BackendSettings::name).toList());
        if (!document.hasFaults()) {
            checkAllSelected(backendsSection, backends, routes);
        }
        return new ProxySettings(
                listeners(),
                client,
                backends,
                routes,
                CaptureReader.read(root.section("capture"), backendsRequired),
                root.get("drain-timeout", DRAIN_TIMEOUT, ProxySettings.DEFAULT_DRAIN_TIMEOUT));
    }

    private List<ListenerSettings> listeners() {
        var listeners = new ArrayList<ListenerSettings>();
        var addresses = new HashSet<ListenAddress>();
        for (Section listener : root.sections("listeners")) {
            ListenAddress address = listener.require("address", ListenAddress.TYPE, ANY_PORT);
            if (address.isExclusive() && addresses.contains(address)) {
                listener.fault("address", address.toString(), "each address once");
            }
            addresses.add(address);
            listeners.add(new ListenerSettings(
                    address,
                    new TlsReader(FilePath.pem(baseDir)).listener(listener),
                    listener.get("proxy-protocol", ValueType.FLAG, false)));
        }
        return listeners.isEmpty() ? List.of(ProxySettings.DEFAULT_LISTENER) : listeners;
    }

    private void checkMaster(List<BackendSettings> backends) {
        if (backends.isEmpty() && backendsRequired) {
            document.fault("no backend defined (expected: backends, exactly one of them with master: true)");
        } else if (!backends.isEmpty() && backends.stream().noneMatch(BackendSettings::master)) {
            document.fault("no master backend defined");
        }
    }

    private static void checkAllSelected(Section section, List<BackendSettings> backends, List<RouteSettings> routes) {
        for (BackendSettings backend : backends) {
            if (routes.stream().noneMatch(route -> route.selects(backend.name()))) {
                section.fault(backend.name(), "in no route", "at least one route that selects it");
            }
        }
    }
}
