package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Part;
import io.kagemusha.proxy.ProxyServer;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one proxy node. */
@Command(name = "proxy", description = "Runs one proxy node.", mixinStandardHelpOptions = true)
final class ProxyCommand implements Callable<Integer> {

    @Mixin
    private final ConfigurationOption file = new ConfigurationOption();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return server.serve(() -> ProxyServer.start(file.file(EnumSet.allOf(Part.class))));
    }
}
