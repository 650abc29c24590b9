package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.EffectiveConfiguration;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.HookLoader;
import io.kagemusha.comparer.ComparerCheck;
import io.kagemusha.proxy.ProxyCheck;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether a configuration is right. */
@Command(
        name = "check",
        description = "Checks a configuration and prints what is in force with it, defaults included.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private final ConfigurationOption file = new ConfigurationOption();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        Configuration configuration = file.load(Set.of(Part.PROXY));
        HookLoader.load(configuration.hooks().jars());
        ConfigurationException.throwIfAny(
                Stream.of(ProxyCheck.faults(configuration), ComparerCheck.faults(configuration))
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
        PrintWriter err = command.commandLine().getErr();
        ComparerCheck.unknownProperties(configuration.kafka()).forEach(line -> err.println("warning: " + line));
        PrintWriter out = command.commandLine().getOut();
        out.print(EffectiveConfiguration.render(configuration));
        out.println("# as the file says; GET /backends of a running process tells what was changed since");
        return 0;
    }
}
