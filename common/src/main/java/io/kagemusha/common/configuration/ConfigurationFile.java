package io.kagemusha.common.configuration;

import java.nio.file.Path;
import java.util.Set;

/**
 * Where a process has its configuration from.
 *
 * @param required what it must hold
 */
public record ConfigurationFile(Path path, Set<Part> required) {

    public ConfigurationFile {
        required = Set.copyOf(required);
    }

    /**
     * What it says now.
     *
     * @throws ConfigurationException when it cannot be read or has a fault
     */
    public Configuration load() throws ConfigurationException {
        return parse(read());
    }

    /**
     * Its text.
     *
     * @throws ConfigurationException when it cannot be read
     */
    public String read() throws ConfigurationException {
        return ConfigurationLoader.read(path);
    }

    /**
     * What a text that was read from it says.
     *
     * @throws ConfigurationException when it has a fault
     */
    public Configuration parse(String text) throws ConfigurationException {
        return ConfigurationLoader.parse(text, path, required);
    }
}
