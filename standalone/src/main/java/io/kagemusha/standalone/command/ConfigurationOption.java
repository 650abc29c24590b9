package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Option;

/** The configuration file of a command that needs one. */
final class ConfigurationOption {

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The configuration, a YAML file.")
    private Path file;

    ConfigurationFile file(Set<Part> required) {
        return new ConfigurationFile(file, required);
    }

    Configuration load(Set<Part> required) throws ConfigurationException {
        return file(required).load();
    }
}
