package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.YamlDocument;
import io.kagemusha.common.yaml.YamlException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settings of one backend as a document of their own: what stands below its name in the file, in JSON. */
public final class BackendDocument {

    private BackendDocument() {}

    /**
     * Reads a document as strictly as the file, but with <code>${</code> standing for itself.
     *
     * @param json one JSON object
     * @param master whether it is the master where the document does not say
     * @throws ConfigurationException with every fault, whose paths begin with {@code backends} and the name as in the file
     */
    public static BackendSettings parse(String name, String json, boolean master) throws ConfigurationException {
        if (Names.NAME.parser().parse(name) == null) {
            throw new ConfigurationException(List.of("backends: "
                    + name.codePoints()
                            .filter(c -> !Character.isISOControl(c))
                            .limit(100)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    + " (expected: "
                    + Names.NAME.expected() + ")"));
        }
        if (json.contains(Secrets.MASK)) {
            throw new ConfigurationException(List.of(
                    "backends." + name + ": " + Secrets.MASK + " (expected: the secret that this mask stands for)"));
        }
        try {
            // What JSON allows between its tokens and YAML does not; within its texts it stands as \t
            String yaml = json.replace('\t', ' ').replace("${", "$${");
            var document = YamlDocument.parse(yaml, List.of("backends", name));
            BackendSettings settings = BackendReader.read(name, document.root(), master, FilePath.pem(Path.of("")));
            if (!document.faults().isEmpty()) {
                throw new ConfigurationException(document.faults());
            }
            return settings;
        } catch (YamlException e) {
            throw new ConfigurationException(List.of(e.getMessage()));
        }
    }

    /** The document of these settings, made of maps, lists, texts, numbers and booleans, with every key and every secret. */
    public static Map<String, Object> of(BackendSettings settings) {
        return EffectiveConfiguration.backend(settings, Secrets.SHOWN);
    }

    /** The same for people: masked where there are secrets, and refused when it is read again with a mask in it. */
    public static Map<String, Object> masked(BackendSettings settings) {
        return EffectiveConfiguration.backend(settings, Secrets.hidden(RedactSettings.DEFAULT));
    }
}
