package io.kagemusha.comparer;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.TopicRights;
import io.kagemusha.common.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker what this worker may do, so that a right that is missing is said once, at start, and not by stream threads
 * that die again and again.
 */
final class WorkerRights {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerRights.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** No member and no producer is called that. */
    private static final String NOBODY = "kagemusha-asks-for-its-rights";

    private final Admin admin;
    private final Topics topics;
    private final String group;

    WorkerRights(Admin admin, Topics topics, String group) {
        this.admin = admin;
        this.topics = topics;
        this.group = group;
    }

    /**
     * Blocks until the broker has answered.
     *
     * @throws FaultException when a right is missing; names all that are
     */
    void check() throws FaultException, TopicException, InterruptedException, ExecutionException, TimeoutException {
        var faults = new ArrayList<String>();
        // Asked first and awaited last: in a new cluster this makes the topic that transactions are kept in
        KafkaFuture<Void> transactions =
                admin.fenceProducers(List.of(group + "-" + NOBODY)).all();
        checkTopics(faults);
        checkGroup(faults);
        checkTransactions(transactions, faults);
        if (!faults.isEmpty()) {
            throw new FaultException(String.join("; ", faults) + ", see kafka-acls");
        }
    }

    private void checkTopics(List<String> faults) throws TopicException {
        Map<String, AclOperation> needed = new LinkedHashMap<>();
        needed.put(topics.requests(), READ);
        needed.put(topics.responses(), READ);
        needed.put(topics.outcomes(), WRITE);
        needed.put(topics.deadLetters(), WRITE);
        if (!topics.mismatches().contains("{")) {
            needed.put(topics.mismatches(), WRITE);
        }
        faults.addAll(TopicRights.missing(admin, needed, ANSWER));
    }

    /**
     * A group that does not exist yet cannot be described, but to remove somebody from it asks for the same right as to join
     * it, whether there is such a group and member or not.
     */
    private void checkGroup(List<String> faults) throws InterruptedException, ExecutionException, TimeoutException {
        var nobody = new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(NOBODY)));
        try {
            admin.removeMembersFromConsumerGroup(group, nobody).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                faults.add(TopicRights.line("group " + group, READ));
            } else if (!(e.getCause() instanceof UnknownMemberIdException)) {
                throw e;
            }
        }
    }

    /**
     * To fence producers asks for the same right as to be one, whether there is such a producer or not. Where no coordinator
     * of transactions is found in time, that is for the stream threads to wait for.
     */
    private void checkTransactions(KafkaFuture<Void> fenced, List<String> faults)
            throws InterruptedException, ExecutionException {
        try {
            fenced.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                faults.add(TopicRights.line("transactional id " + group + "-*", WRITE));
            } else if (!(e.getCause() instanceof RetriableException)) {
                throw e;
            }
        } catch (TimeoutException e) {
            LOG.atDebug().setCause(e).log("cannot see whether transactions are allowed");
        }
    }
}
