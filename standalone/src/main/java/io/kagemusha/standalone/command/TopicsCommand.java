package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicReport;
import io.kagemusha.standalone.mismatch.EventReader;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
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
            Configuration configuration = file.load(Set.of(Part.KAFKA));
            try (Admin admin = Admin.create(new HashMap<>(configuration.kafka()))) {
                TopicReport report = new TopicCreator(admin, EventReader.PATIENCE).create(configuration);
                PrintWriter out = command.commandLine().getOut();
                report.created().forEach(topic -> out.println("created: " + topic));
                report.existing().forEach(topic -> out.println("there already: " + topic));
            }
            return 0;
        }
    }
}
