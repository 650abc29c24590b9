package io.kagemusha.common.configuration;

import io.kagemusha.common.file.FileFault;
import io.kagemusha.common.yaml.YamlDocument;
import io.kagemusha.common.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads configuration files strictly: an unknown or repeated key, a value of the wrong type or out of range and a name
 * that nothing defines are faults, and all of a file's faults are reported at once.
 *
 * <p>A fault is one line, {@code file:12: backends.staging.sample: 250% (expected: a share from 0% to 100%)}; what is
 * about no line in particular has no file and line before it. No fault shows credentials.
 */
public final class ConfigurationLoader {

    private static final long BYTES_ALLOWED = 1 << 20;

    private ConfigurationLoader() {}

    /**
     * Loads a file, with the environment of this process. Relative paths in it start from its directory.
     *
     * @throws ConfigurationException when it cannot be read or has a fault
     */
    public static Configuration load(Path file, Set<Part> required) throws ConfigurationException {
        return parse(read(file), file, required);
    }

    /** What a text that was read from that file says. */
    static Configuration parse(String yaml, Path file, Set<Part> required) throws ConfigurationException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return parse(yaml, file.toString(), directory == null ? file : directory, System.getenv(), required);
    }

    /**
     * Parses the text of a configuration.
     *
     * @param baseDir where relative paths in it start
     * @param environment what {@code ${NAME}} in its values stands for
     * @throws ConfigurationException when it has a fault
     */
    public static Configuration parse(String yaml, Path baseDir, Map<String, String> environment, Set<Part> required)
            throws ConfigurationException {
        return parse(yaml, "", baseDir, environment, required);
    }

    private static Configuration parse(
            String yaml, String file, Path baseDir, Map<String, String> environment, Set<Part> required)
            throws ConfigurationException {
        try {
            var document = YamlDocument.parse(yaml, file, environment);
            var configuration = new ConfigurationReader(document, baseDir, required).read();
            if (!document.faults().isEmpty()) {
                throw new ConfigurationException(document.faults());
            }
            return configuration;
        } catch (YamlException e) {
            throw new ConfigurationException(List.of(e.getMessage()));
        }
    }

    static String read(Path file) throws ConfigurationException {
        try {
            if (Files.isDirectory(file)) {
                throw fault(file, "a directory", "a YAML file");
            }
            long size = Files.size(file);
            if (size > BYTES_ALLOWED) {
                throw fault(file, size + " bytes", "at most " + BYTES_ALLOWED);
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw fault(file, "no such file", "a YAML file");
        } catch (CharacterCodingException e) {
            throw fault(file, "not UTF-8", "a YAML file in UTF-8");
        } catch (IOException e) {
            throw fault(file, "cannot be read: " + FileFault.reason(e), "a readable YAML file");
        }
    }

    private static ConfigurationException fault(Path file, String found, String expected) {
        return new ConfigurationException(List.of(file + ": " + found + " (expected: " + expected + ")"));
    }
}
