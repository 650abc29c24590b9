package io.kagemusha.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.process.FaultReport;
import io.kagemusha.common.process.LogLevels;
import io.kagemusha.standalone.command.KagemushaCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.List;

/** Runs the command that the arguments name. */
public final class Main {

    private Main() {}

    /** Ends the process with the command's exit code. */
    public static void main(String[] arguments) {
        // In UTF-8 whatever the locale: JSON must be, and a container often has none
        var out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        var err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        List<String> faults = LogLevels.faults(System.getenv());
        faults.forEach(err::println);
        int exitCode = faults.isEmpty() ? KagemushaCommand.commandLine(out, err).execute(arguments) : FaultReport.WRONG;
        out.flush();
        err.flush();
        System.exit(exitCode);
    }
}
