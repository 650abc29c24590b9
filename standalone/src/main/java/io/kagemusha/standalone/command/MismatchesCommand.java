package io.kagemusha.standalone.command;

import io.kagemusha.standalone.command.KafkaLocation.Found;
import io.kagemusha.standalone.mismatch.BadEventException;
import io.kagemusha.standalone.mismatch.EventOutput;
import io.kagemusha.standalone.mismatch.EventReader;
import io.kagemusha.standalone.mismatch.EventTopics;
import io.kagemusha.standalone.mismatch.JsonLines;
import io.kagemusha.standalone.mismatch.MismatchPrinter;
import io.kagemusha.standalone.mismatch.OutcomeLines;
import io.kagemusha.standalone.mismatch.OutcomeTable;
import io.kagemusha.standalone.run.RunningBrokers;
import io.kagemusha.standalone.terminal.Screen;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the comparer has published. */
@Command(
        name = "mismatches",
        description = "Shows the mismatches that are there now, or with --outcomes the verdicts on all exchanges.",
        mixinStandardHelpOptions = true)
final class MismatchesCommand implements Callable<Integer> {

    @Mixin
    private final KafkaLocation location = new KafkaLocation();

    @Option(names = "--follow", description = "Show what comes from now on, until interrupted.")
    private boolean follow;

    @Option(
            names = "--from-beginning",
            description = "Begin with what is there already. Without --follow that is done anyway.")
    private boolean fromBeginning;

    @Option(names = "--json", description = "Print the events themselves, one JSON object a line.")
    private boolean json;

    @Option(names = "--outcomes", description = "Show outcomes instead: how many of which, by endpoint.")
    private boolean outcomes;

    @Spec
    private CommandSpec command;

    private long shown;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        Found found = location.find(RunningBrokers.ofUser(), err);
        try {
            read(found, out, err);
            return 0;
        } catch (KafkaException e) {
            throw found.explain(e);
        }
    }

    private void read(Found found, PrintWriter out, PrintWriter err) {
        Pattern topics = outcomes ? EventTopics.outcomes(found.topics()) : EventTopics.mismatches(found.topics());
        var start = follow && !fromBeginning ? EventReader.Start.END : EventReader.Start.BEGINNING;
        EventOutput output = output(out);
        try (var reader = EventReader.open(found.kafka(), topics, start)) {
            reader.readToEnd(record -> show(record, output, err));
            while (follow && !out.checkError()) {
                reader.poll(record -> show(record, output, err));
            }
        }
        if (shown == 0) {
            err.println("no " + (outcomes ? "outcomes" : "mismatches") + " on " + found.servers());
        } else {
            output.end();
        }
    }

    private EventOutput output(PrintWriter out) {
        if (json) {
            return new JsonLines(out);
        }
        Screen screen = Screen.on(out);
        if (!outcomes) {
            return new MismatchPrinter(screen);
        }
        return follow ? new OutcomeLines(screen) : new OutcomeTable(screen);
    }

    private void show(ConsumerRecord<byte[], byte[]> record, EventOutput output, PrintWriter err) {
        try {
            output.accept(record.value());
            shown++;
        } catch (BadEventException e) {
            err.println(
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + ": " + e.getMessage());
        }
    }
}
