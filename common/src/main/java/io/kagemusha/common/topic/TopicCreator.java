package io.kagemusha.common.topic;

import io.kagemusha.common.configuration.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are not there, and checks those that are.
 *
 * <p>Safe to run again and by several processes at once. An existing topic is never changed.
 */
public final class TopicCreator {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Admin admin;
    private final Deadline deadline;

    /**
     * @param admin stays the caller's to close; {@code close(Duration.ZERO)} after a timeout, as it else waits for the
     *     answers that did not come
     * @param timeout how long all of it may take
     */
    public TopicCreator(Admin admin, Duration timeout) {
        this.admin = admin;
        this.deadline = new Deadline(timeout);
    }

    /**
     * Makes what is missing, and waits until every broker that is asked knows it and leaders take records. Blocks up to the
     * timeout.
     *
     * @throws TopicException when requests and responses have different numbers of partitions, a right is missing, Kafka
     *     refuses a setting, or does not answer in time
     */
    public TopicReport create(Configuration configuration) throws TopicException {
        var plan = new TopicPlan(configuration);
        Map<String, TopicDescription> existing = describe(plan.names());
        existing.putAll(awaitAll(hidden(plan, existing.keySet())));
        int inputPartitions = inputPartitions(plan, existing);
        var missing = new ArrayList<NewTopic>();
        for (String name : plan.names()) {
            if (!existing.containsKey(name)) {
                boolean input = name.equals(plan.topics().requests())
                        || name.equals(plan.topics().responses());
                missing.add(input ? plan.topic(name, inputPartitions) : plan.topic(name));
            }
        }
        List<String> created = create(missing);
        // Another process may have made them meanwhile, with other partitions
        Map<String, TopicDescription> all = awaitAll(plan.names());
        inputPartitions(plan, all);
        List<String> warnings = warnings(plan, existing.keySet());
        PartitionLeaders.await(admin, all.values(), deadline).ifPresent(warnings::add);
        var report = new TopicReport(created, List.copyOf(existing.keySet()), warnings);
        created.forEach(name -> LOG.atInfo().addKeyValue("topic", name).log("topic created"));
        report.warnings().forEach(LOG::warn);
        return report;
    }

    /**
     * Makes one mismatch topic, as for a backend that was added at run time; one that is there is left as it is. Blocks up
     * to the timeout.
     *
     * @throws TopicException when a right is missing, or Kafka refuses or does not answer in time
     */
    public void createMismatchTopic(Configuration configuration, String name) throws TopicException {
        NewTopic wanted = new TopicPlan(configuration).mismatchTopic(name);
        if (describe(Set.of(name)).isEmpty()) {
            make(wanted);
        }
    }

    /**
     * Makes the topic of changes that are made at run time, or checks it where it is there. Blocks up to the timeout.
     *
     * @throws TopicException when a right is missing, or Kafka refuses or does not answer in time
     */
    public void createConfigTopic(Configuration configuration) throws TopicException {
        var plan = new TopicPlan(configuration);
        String name = plan.topics().config();
        if (describe(Set.of(name)).isEmpty()) {
            make(plan.topic(name));
        } else {
            SettingCheck.COMPACTION.warning(admin, name, deadline).ifPresent(LOG::warn);
        }
    }

    private void make(NewTopic wanted) throws TopicException {
        create(List.of(wanted))
                .forEach(topic -> LOG.atInfo().addKeyValue("topic", topic).log("topic created"));
        PartitionLeaders.await(admin, awaitAll(Set.of(wanted.name())).values(), deadline)
                .ifPresent(LOG::warn);
    }

    private Map<String, TopicDescription> describe(Collection<String> names) throws TopicException {
        var found = new HashMap<String, TopicDescription>();
        for (var answer : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(answer.getKey(), deadline.await(answer.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw AdminFailure.of("topic " + answer.getKey(), "Describe", e);
                }
            }
        }
        return found;
    }

    /** What the broker that was asked has not learnt of yet; only the controller, who makes topics, knows what there is. */
    private Set<String> hidden(TopicPlan plan, Set<String> known) throws TopicException {
        List<NewTopic> unknown = plan.names().stream()
                .filter(name -> !known.contains(name))
                .map(plan::topic)
                .toList();
        var hidden = unknown.stream().map(NewTopic::name).collect(Collectors.toCollection(HashSet::new));
        hidden.removeAll(create(unknown, new CreateTopicsOptions().validateOnly(true)));
        return hidden;
    }

    /** How many partitions requests and responses have, or are to have: as many as the one of them that exists. */
    private static int inputPartitions(TopicPlan plan, Map<String, TopicDescription> existing) throws TopicException {
        var requests = existing.get(plan.topics().requests());
        var responses = existing.get(plan.topics().responses());
        if (requests != null && responses != null) {
            int ofRequests = requests.partitions().size();
            int ofResponses = responses.partitions().size();
            if (ofRequests != ofResponses) {
                throw new TopicException("topics: " + requests.name() + " has " + ofRequests + " partitions and "
                        + responses.name() + " has " + ofResponses
                        + " (expected: the same number, or records of one exchange cannot be joined)");
            }
        }
        var either = requests == null ? responses : requests;
        return either == null
                ? plan.topic(plan.topics().requests()).numPartitions()
                : either.partitions().size();
    }

    private List<String> create(List<NewTopic> missing) throws TopicException {
        return create(missing, new CreateTopicsOptions());
    }

    /** The names of those that were not there. */
    private List<String> create(List<NewTopic> missing, CreateTopicsOptions options) throws TopicException {
        var created = new ArrayList<String>();
        for (Map.Entry<String, KafkaFuture<Void>> answer :
                admin.createTopics(missing, options).values().entrySet()) {
            try {
                deadline.await(answer.getValue());
                created.add(answer.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw AdminFailure.of("topic " + answer.getKey(), "Create", e);
                }
            }
        }
        return created;
    }

    /** Brokers learn of a new topic one after the other, and Kafka Streams refuses to start on one it cannot see. */
    private Map<String, TopicDescription> awaitAll(Set<String> names) throws TopicException {
        Map<String, TopicDescription> found = describe(names);
        while (!found.keySet().containsAll(names)) {
            if (!deadline.pause(PAUSE)) {
                throw deadline.timeout(null);
            }
            found = describe(names);
        }
        return found;
    }

    private List<String> warnings(TopicPlan plan, Set<String> existing) throws TopicException {
        var warnings = new ArrayList<String>();
        if (plan.mismatchTopicsUnknown()) {
            warnings.add("topics.mismatches: " + plan.topics().mismatches()
                    + " (expected: backends and routes in the file, which name these topics; none was made)");
        }
        for (String name : List.of(plan.topics().requests(), plan.topics().responses())) {
            if (existing.contains(name)) {
                SettingCheck.TIMESTAMPS.warning(admin, name, deadline).ifPresent(warnings::add);
            }
        }
        if (existing.contains(plan.topics().config())) {
            SettingCheck.COMPACTION
                    .warning(admin, plan.topics().config(), deadline)
                    .ifPresent(warnings::add);
        }
        return warnings;
    }
}
