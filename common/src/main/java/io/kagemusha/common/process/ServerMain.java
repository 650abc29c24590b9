package io.kagemusha.common.process;

import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

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
        if (isOne(arguments, "--help", "-h")) {
            out.println(usage());
            return 0;
        }
        if (isOne(arguments, "--version", "-V")) {
            String version = ServerMain.class.getPackage().getImplementationVersion();
            out.println(jar + " " + (version == null ? "(not run from it)" : version) + ", Java " + Runtime.version());
            return 0;
        }
        List<String> faults = LogLevels.faults(System.getenv());
        if (!faults.isEmpty()) {
            faults.forEach(err::println);
            return FaultReport.WRONG;
        }
        ServerArguments told;
        try {
            told = ServerArguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(usage());
            return FaultReport.WRONG;
        }
        var file = new ConfigurationFile(told.config(), required);
        return new ServerProcess(out, err).run(() -> starter.start(file), told.stopAfter());
    }

    private static boolean isOne(String[] arguments, String name, String letter) {
        return arguments.length == 1 && (arguments[0].equals(name) || arguments[0].equals(letter));
    }

    private String usage() {
        return "usage: java -jar " + jar + ServerArguments.USAGE;
    }
}
