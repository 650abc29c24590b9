package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code listeners[].tls} and {@code backends.NAME.tls}, and writes them as they are in force. */
final class TlsReader {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Path NOTHING = Path.of("");

    private final ValueType<Path> file;

    TlsReader(ValueType<Path> file) {
        this.file = file;
    }

    /** Null where the listener has none. */
    @Nullable
    ListenerTls listener(Section listener) {
        Section tls = listener.section("tls");
        boolean wanted = listener.has("tls");
        TlsFiles first = files(tls, wanted);
        var certificates = new ArrayList<TlsFiles>();
        certificates.add(first == null ? new TlsFiles(NOTHING, NOTHING) : first);
        for (Section more : tls.sections("more")) {
            certificates.add(
                    new TlsFiles(more.require("certificate", file, NOTHING), more.require("key", file, NOTHING)));
        }
        Path clientCa = tls.find("client-ca", file);
        return wanted ? new ListenerTls(certificates, clientCa) : null;
    }

    BackendTls backend(Section backend) {
        Section tls = backend.section("tls");
        Path ca = tls.find("ca", file);
        TlsFiles client = files(tls, tls.has("certificate") || tls.has("key"));
        String serverName = tls.find(
                "server-name",
                ValueType.of("a host name", text -> HOST.matcher(text).matches() ? text : null));
        boolean verify = tls.get("verify", ValueType.FLAG, true);
        if (!verify && tls.has("ca")) {
            tls.fault("ca", "given beside verify: false", "no ca, because nothing is checked");
        }
        return new BackendTls(ca, client, serverName, verify);
    }

    private @Nullable TlsFiles files(Section tls, boolean wanted) {
        if (wanted) {
            return new TlsFiles(tls.require("certificate", file, NOTHING), tls.require("key", file, NOTHING));
        }
        tls.find("certificate", file);
        tls.find("key", file);
        return null;
    }

    static Map<String, Object> render(ListenerSettings listener) {
        var shown = new TreeMap<String, Object>();
        shown.put("address", listener.address().toString());
        if (listener.proxyProtocol()) {
            shown.put("proxy-protocol", true);
        }
        ListenerTls tls = listener.tls();
        if (tls != null) {
            var files = new TreeMap<String, Object>(render(tls.certificates().get(0)));
            List<Map<String, Object>> more =
                    tls.certificates().stream().skip(1).map(TlsReader::render).toList();
            if (!more.isEmpty()) {
                files.put("more", more);
            }
            if (tls.clientCa() != null) {
                files.put("client-ca", tls.clientCa().toString());
            }
            shown.put("tls", files);
        }
        return shown;
    }

    /** Empty where it is as by default. */
    static Map<String, Object> render(BackendTls tls) {
        var shown = new TreeMap<String, Object>();
        if (tls.ca() != null) {
            shown.put("ca", tls.ca().toString());
        }
        if (tls.client() != null) {
            shown.putAll(render(tls.client()));
        }
        if (tls.serverName() != null) {
            shown.put("server-name", tls.serverName());
        }
        if (!tls.verify()) {
            shown.put("verify", false);
        }
        return shown;
    }

    private static Map<String, Object> render(TlsFiles files) {
        return Map.of(
                "certificate",
                files.certificate().toString(),
                "key",
                files.key().toString());
    }
}
