package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.YamlDocument;
import java.nio.file.Path;
import java.util.Set;

/** Reads the document as a whole. What comes out of it is valid only if the document has no faults afterwards. */
final class ConfigurationReader {

    private final YamlDocument document;
    private final Path baseDir;
    private final Set<Part> required;

    ConfigurationReader(YamlDocument document, Path baseDir, Set<Part> required) {
        this.document = document;
        this.baseDir = baseDir;
        this.required = Set.copyOf(required);
    }

    Configuration read() {
        Section root = document.root();
        var proxy = new ProxyReader(document, baseDir, required.contains(Part.PROXY)).read();
        var kafka = KafkaReader.read(root.section("kafka"), needsKafka(proxy));
        var topics = TopicReader.read(root.section("topics"), proxy);
        var compare = CompareReader.read(root.section("compare"), proxy.routes());
        var hooks = HookReader.read(root.section("hooks"), FilePath.in(baseDir, "the path of a jar"));
        var admin = AdminReader.read(root.section("admin"), FilePath.pem(baseDir), proxy.listeners());
        return new Configuration(proxy, kafka, topics, compare, hooks, admin);
    }

    /** A proxy that captures nothing does without. */
    private boolean needsKafka(ProxySettings proxy) {
        boolean capturesNothing =
                required.contains(Part.PROXY) && proxy.capture().when() == CaptureSettings.When.NEVER;
        return required.contains(Part.KAFKA) && !capturesNothing;
    }
}
