package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.proxy.transport.LeakDetection;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.run.Standalone;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything in one process. */
@Command(
        name = "standalone",
        description = "Runs proxy, comparer and, unless the configuration names a Kafka, a broker in one process.",
        mixinStandardHelpOptions = true)
final class StandaloneCommand implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Mixin
    private final DataOptions data = new DataOptions();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    /** A file, or the little that has to be said without one. */
    static final class Source {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                required = true,
                description = "The configuration, a YAML file.")
        private @Nullable Path file;

        @ArgGroup(exclusive = false)
        private @Nullable BackendOptions backends;

        /** The file, or null where options say it all. */
        @Nullable
        ConfigurationFile file() {
            return file == null ? null : new ConfigurationFile(file, Set.of(Part.PROXY));
        }

        Configuration load() throws ConfigurationException {
            ConfigurationFile given = file();
            return given == null ? Objects.requireNonNull(backends).configuration() : given.load();
        }
    }

    @Override
    public Integer call() {
        BrokerOptions broker = data.brokerOptions(0);
        LeakDetection.offUnlessAskedFor();
        return server.serve(() -> {
            Configuration configuration = source.load();
            return Standalone.start(
                    configuration,
                    source.file(),
                    HookLoader.load(configuration.hooks().jars()),
                    broker);
        });
    }
}
