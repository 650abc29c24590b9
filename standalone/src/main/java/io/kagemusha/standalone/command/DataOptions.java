package io.kagemusha.standalone.command;

import io.kagemusha.standalone.broker.BrokerOptions;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where an embedded broker keeps its data. */
final class DataOptions {

    @ArgGroup
    private final Choice choice = new Choice();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** One of both at most. */
    static final class Choice {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "kagemusha-data",
                description =
                        "Where the embedded broker keeps its data from run to run. Default: ${DEFAULT-VALUE}, in the"
                                + " working directory.")
        private Path directory;

        @Option(names = "--ephemeral", description = "Forget the embedded broker's data at the end.")
        private boolean ephemeral;
    }

    /**
     * The options for a broker.
     *
     * @param port where it listens, 0 for a free port
     */
    BrokerOptions brokerOptions(int port) {
        try {
            BrokerOptions options =
                    choice.ephemeral ? BrokerOptions.ephemeral() : BrokerOptions.keptIn(choice.directory);
            return options.withPort(port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
