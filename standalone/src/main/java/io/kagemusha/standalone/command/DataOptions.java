package io.kagemusha.standalone.command;

import io.kagemusha.standalone.broker.BrokerOptions;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where an embedded broker keeps its data. */
final class DataOptions {

    @ArgGroup
    private final Choice choice = new Choice();

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

    BrokerOptions brokerOptions() {
        return choice.ephemeral ? BrokerOptions.ephemeral() : BrokerOptions.keptIn(choice.directory);
    }
}
