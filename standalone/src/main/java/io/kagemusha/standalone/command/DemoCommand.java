package io.kagemusha.standalone.command;

import io.kagemusha.common.process.FaultReport;
import io.kagemusha.proxy.transport.LeakDetection;
import io.kagemusha.standalone.demo.Demo;
import io.kagemusha.standalone.terminal.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows in a minute what all this is for. */
@Command(
        name = "demo",
        description =
                "Starts everything together with two small shops that differ on purpose, visits them, and shows what"
                        + " was found.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String LOG_LEVEL = "KAGEMUSHA_LOG_LEVEL";

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many requests to send. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(names = "--exit", description = "End when the findings are shown, instead of staying up to be played with.")
    private boolean exit;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (requests < 1) {
            throw new ParameterException(
                    command.commandLine(), "--requests: " + requests + " (expected: a whole number of at least 1)");
        }
        quietLogs();
        LeakDetection.offUnlessAskedFor();
        Screen screen = Screen.on(command.commandLine().getOut());
        return server.process().runDuring(Demo::start, (demo, signal) -> {
            boolean asExpected = demo.present(screen, requests);
            if (!exit) {
                demo.invite(screen);
                signal.await(server.stopAfter());
            }
            return asExpected ? 0 : FaultReport.FAILED;
        });
    }

    /** What an operator wants to know of a start is in the way here. Must come before anything logs. */
    private static void quietLogs() {
        if (System.getenv(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
        }
    }
}
