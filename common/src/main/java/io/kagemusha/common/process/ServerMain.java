package io.kagemusha.common.process;

import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The main method of a jar that runs one kind of server process: {@code java -jar NAME.jar --config FILE}. */
public final class ServerMain {

    private final String jar;
    private final Set<Part> required;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Prepares the process.
     *
     * @param jar the file's name, for the usage
     * @param required what the configuration must hold
     */
    public ServerMain(String jar, Set<Part> required, PrintWriter out, PrintWriter err) {
        this.jar = jar;
        this.required = required;
        this.out = out;
        this.err = err;
    }

    /** How a server comes of a configuration; blocks until it serves. */
    @FunctionalInterface
    public interface ConfiguredStarter {
        Server start(ConfigurationFile file) throws Exception;
    }

    /** Blocks until the process shall end; returns its exit code: 0, 1 when it could not serve, 2 when started wrongly. */
    public int run(String[] arguments, ConfiguredStarter starter) {
        Path file = file(arguments);
        if (file == null) {
            err.println("usage: java -jar " + jar + " --config FILE");
            err.flush();
            return FaultReport.WRONG;
        }
        return new ServerProcess(out, err).run(() -> starter.start(new ConfigurationFile(file, required)), null);
    }

    private static @Nullable Path file(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("--config")) {
            return Path.of(arguments[1]);
        }
        boolean joined = arguments.length == 1 && arguments[0].startsWith("--config=");
        return joined ? Path.of(arguments[0].substring("--config=".length())) : null;
    }
}
