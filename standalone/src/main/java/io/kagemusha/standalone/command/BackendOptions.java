package io.kagemusha.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A master and its shadows without a configuration file: everything else is as by default. */
final class BackendOptions {

    private static final String LOOPBACK = "127.0.0.1:";

    @Option(names = "--master", paramLabel = "URL", required = true, description = "The service that answers clients.")
    private String master;

    @Option(
            names = "--shadow",
            paramLabel = "URL",
            required = true,
            description = "The service that is compared with it. Several may be given.")
    private List<String> shadows;

    @Option(
            names = "--listen",
            paramLabel = "[HOST:]PORT",
            description =
                    "Where clients connect. The host is 127.0.0.1 unless given, 0.0.0.0 for all addresses. Default: 8080.")
    private @Nullable String listen;

    /** What a file would say; the backends are called master and shadow, several shadows shadow-1, shadow-2 and so on. */
    Configuration configuration() throws ConfigurationException {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        if (listen != null) {
            file.putArray("listeners")
                    .addObject()
                    .put("address", literal(listen.contains(":") ? listen : LOOPBACK + listen));
        }
        ObjectNode backends = file.putObject("backends");
        backends.putObject("master").put("url", literal(master)).put("master", true);
        for (int i = 0; i < shadows.size(); i++) {
            backends.putObject(shadows.size() == 1 ? "shadow" : "shadow-" + (i + 1))
                    .put("url", literal(shadows.get(i)));
        }
        try {
            return ConfigurationLoader.parse(file.toString(), Path.of(""), Map.of(), Set.of(Part.PROXY));
        } catch (ConfigurationException e) {
            // Nobody has written a line of it
            throw new ConfigurationException(e.faults().stream()
                    .map(fault -> fault.replaceFirst("^line [0-9]+: ", ""))
                    .toList());
        }
    }

    /** The text as a value in which nothing is replaced. */
    private static String literal(String text) {
        return text.replace("${", "$${");
    }
}
