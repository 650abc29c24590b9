package io.kagemusha.standalone.command;

import io.kagemusha.common.process.FaultReport;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command that all others are part of; alone it is bad usage. */
@Command(
        name = "kagemusha",
        description =
                "Sends every request to the old service and, unseen, to the new one, and shows where they differ.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            StandaloneCommand.class,
            ProxyCommand.class,
            ComparerCommand.class,
            CheckCommand.class,
            MismatchesCommand.class,
            TopicsCommand.class,
            BrokerCommand.class,
            HelpCommand.class
        })
public final class KagemushaCommand {

    /**
     * The command line, which never throws: whatever goes wrong is said on {@code err} and becomes an exit code.
     *
     * @param out where results go
     * @param err where faults and usage go
     */
    public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new KagemushaCommand())
                .setOut(out)
                .setErr(err)
                .setAbbreviatedOptionsAllowed(true)
                .setAbbreviatedSubcommandsAllowed(false)
                .setParameterExceptionHandler(new BadUsage())
                .registerConverter(Duration.class, new DurationConverter())
                .setExecutionExceptionHandler((failure, command, parsed) -> new FaultReport(err).print(failure));
    }
}
