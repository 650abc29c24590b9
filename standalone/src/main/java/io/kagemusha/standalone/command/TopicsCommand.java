package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.topic.TopicReport;
import io.kagemusha.standalone.run.TopicSetup;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is done to the topics; alone it is bad usage. */
@Command(
        name = "topics",
        description = "Makes the topics.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TopicsCommand.Create.class)
final class TopicsCommand {

    /** Makes them. */
    @Command(
            name = "create",
            description = "Makes the topics that are missing, with the configured partitions and replication.",
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {

        @Mixin
        private final ConfigurationOption file = new ConfigurationOption();

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() throws Exception {
            TopicReport report = TopicSetup.create(file.load(Set.of(Part.KAFKA)));
            PrintWriter out = command.commandLine().getOut();
            report.created().forEach(topic -> out.println("created: " + topic));
            report.existing().forEach(topic -> out.println("there already: " + topic));
            return 0;
        }
    }
}
