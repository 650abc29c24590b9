package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code backends}. */
final class BackendReader {

    private final Section section;
    private final ValueType<Path> pem;

    BackendReader(Section section, ValueType<Path> pem) {
        this.section = section;
        this.pem = pem;
    }

    /** The backends in the order of the file. */
    List<BackendSettings> read() {
        var backends = new ArrayList<BackendSettings>();
        String master = null;
        for (var entry : section.named(Names.NAME, "NAME").entrySet()) {
            BackendSettings backend = read(entry.getKey(), entry.getValue(), false, pem);
            if (backend.master() && master != null) {
                entry.getValue().fault("master", "true", "one master, which " + master + " is already");
            } else if (backend.master()) {
                master = backend.name();
            }
            backends.add(backend);
        }
        return backends;
    }

    /** @param master whether it is the master where the section does not say */
    static BackendSettings read(String name, Section section, boolean master, ValueType<Path> pem) {
        return new BackendSettings(
                name,
                urls(section),
                section.get("master", ValueType.FLAG, master),
                section.get("timeout", Timeouts.TYPE, BackendSettings.DEFAULT_TIMEOUT),
                InstanceReader.read(section, pem),
                ShadowReader.read(section));
    }

    private static List<URI> urls(Section section) {
        URI url = section.find("url", BackendUrl.TYPE);
        List<URI> urls = section.filledList("urls", BackendUrl.TYPE, "at least one URL");
        if (section.has("url") && section.has("urls")) {
            section.fault("urls", "given beside url", "either url or urls");
        } else if (!section.has("url") && !section.has("urls")) {
            section.fault("url", "none", BackendUrl.TYPE.expected());
        }
        return url == null ? urls : List.of(url);
    }
}
