package io.kagemusha.standalone.command;

import io.kagemusha.common.process.Server;
import io.kagemusha.common.process.ServerProcess;
import io.kagemusha.common.process.ServerProcess.Starter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that serves has in common. */
final class ServerOptions {

    @Option(
            names = "--stop-after",
            paramLabel = "TIME",
            description = "End by itself after this time, as 5s, with exit code 0.")
    private @Nullable Duration stopAfter;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Serves until the process shall end; returns the exit code. */
    int serve(Starter<Server> starter) {
        return process().run(starter, stopAfter);
    }

    /** How long it shall serve at most, or null. */
    @Nullable
    Duration stopAfter() {
        return stopAfter;
    }

    ServerProcess process() {
        var commandLine = command.commandLine();
        return new ServerProcess(commandLine.getOut(), commandLine.getErr());
    }
}
