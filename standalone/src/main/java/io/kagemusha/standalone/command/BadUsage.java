package io.kagemusha.standalone.command;

import io.kagemusha.common.process.FaultReport;
import io.kagemusha.standalone.terminal.Inert;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers arguments that no command takes: what is wrong with them, what was perhaps meant, and always the usage. */
final class BadUsage implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(Inert.line(String.valueOf(fault.getMessage())));
        UnmatchedArgumentException.printSuggestions(fault, err);
        command.usage(err);
        return FaultReport.WRONG;
    }
}
