package io.kagemusha.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.process.ServerMain;
import java.io.PrintWriter;
import java.util.EnumSet;

/** Runs one comparer worker: {@code java -jar comparer-worker.jar --config FILE}. */
public final class Main {

    private Main() {}

    /** Ends the JVM: 0 after a stop in order, 1 when the worker could not work, 2 when it was started wrongly. */
    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, UTF_8);
        var err = new PrintWriter(System.err, true, UTF_8);
        var process = new ServerMain("comparer-worker.jar", EnumSet.of(Part.KAFKA), out, err);
        System.exit(process.run(arguments, ComparerServer::start));
    }
}
