package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Part;
import io.kagemusha.comparer.ComparerServer;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one comparer worker. */
@Command(name = "comparer", description = "Runs one comparer worker.", mixinStandardHelpOptions = true)
final class ComparerCommand implements Callable<Integer> {

    @Mixin
    private final ConfigurationOption file = new ConfigurationOption();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return server.serve(() -> ComparerServer.start(file.file(EnumSet.of(Part.KAFKA))));
    }
}
