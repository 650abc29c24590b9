package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.run.BrokerServer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the embedded broker alone. */
@Command(
        name = "broker",
        description = "Runs the embedded Kafka broker alone, for development on one machine.",
        mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "9092",
            description =
                    "Where clients connect, on the loopback address; 0 takes a free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Mixin
    private final DataOptions data = new DataOptions();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        BrokerOptions options = data.brokerOptions(port);
        return server.serve(() -> BrokerServer.start(options, TopicSettings.DEFAULT));
    }
}
