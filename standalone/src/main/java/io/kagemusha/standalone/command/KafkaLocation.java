package io.kagemusha.standalone.command;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.standalone.run.RunningBrokers;
import io.kagemusha.standalone.run.RunningBrokers.RunningBroker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka a command reads from, and how the topics are called there. */
final class KafkaLocation {

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "The Kafka to read from. Without it, the one that --config names, else the one that runs on"
                    + " this machine as a part of standalone, demo or broker.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take Kafka's client properties and the names of the topics from this configuration.")
    private @Nullable Path file;

    /** A place that is known. */
    record Found(Map<String, String> kafka, TopicSettings topics) {

        String servers() {
            return String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        }

        /** Says for a person what Kafka's exception means. */
        FaultException explain(KafkaException failure) {
            Throwable root = failure;
            while (root.getCause() != null && !(root instanceof TimeoutException)) {
                root = root.getCause();
            }
            String message = String.valueOf(root.getMessage());
            String why;
            if (root instanceof AuthenticationException) {
                why = message + " (expected: valid sasl or ssl properties in the file that --config names)";
            } else if (root instanceof AuthorizationException) {
                why = message + " (expected: the right Read, see kafka-acls)";
            } else {
                why = (root instanceof TimeoutException ? "no answer" : message)
                        + " (expected: a running broker; --bootstrap-server names another)";
            }
            return new FaultException("kafka " + servers() + ": " + why, failure);
        }
    }

    /**
     * Finds it.
     *
     * @param err is told when there are several to choose from
     */
    Found find(RunningBrokers running, PrintWriter err) throws ConfigurationException, FaultException {
        var kafka = new HashMap<String, String>();
        TopicSettings topics = TopicSettings.DEFAULT;
        if (file != null) {
            Configuration configuration = ConfigurationLoader.load(file, Set.of());
            kafka.putAll(configuration.kafka());
            topics = configuration.topics();
        }
        if (bootstrapServer != null) {
            kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
        }
        if (!kafka.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            RunningBroker broker = choose(running.find(), err);
            kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
            if (file == null) {
                topics = new TopicSettings(
                        broker.topicPrefix(), broker.mismatchTopics(), topics.partitions(), topics.replication());
            }
        }
        return new Found(Map.copyOf(kafka), topics);
    }

    private static RunningBroker choose(List<RunningBroker> running, PrintWriter err) throws FaultException {
        if (running.isEmpty()) {
            throw new FaultException("--bootstrap-server: none, and no broker of yours runs on this machine"
                    + " (expected: HOST:PORT, or a running standalone, demo or broker)");
        }
        RunningBroker latest = running.get(0);
        if (running.size() > 1) {
            err.println(running.size() + " brokers run here, this is the latest: " + latest.bootstrapServers()
                    + " of process " + latest.pid() + "; --bootstrap-server chooses another");
        }
        return latest;
    }
}
