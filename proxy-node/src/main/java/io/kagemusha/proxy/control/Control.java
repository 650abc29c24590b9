package io.kagemusha.proxy.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.common.admin.AdminAnswer;
import io.kagemusha.common.admin.AdminRequest;
import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.proxy.control.RunningConfiguration.Positioned;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a node while it runs. A change that somebody asks for is put into the config topic first, and is in force when
 * Kafka has acknowledged it and the node can make its backends. Safe for use by several threads.
 */
public final class Control {

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);

    private final ControlledNode node;
    private final RunningConfiguration running;
    private final ChangeLog log;
    private final Topics topics;
    private final @Nullable ConfigTopic topic;

    /** Of a node that runs by the file alone yet. */
    Control(
            ControlledNode node,
            RunningConfiguration running,
            ChangeLog log,
            Topics topics,
            @Nullable ConfigTopic topic) {
        this.node = node;
        this.running = running;
        this.log = log;
        this.topics = topics;
        this.topic = topic;
    }

    /**
     * Brings the node up to date, and keeps it so from now on. Blocks while Kafka does not answer, but not for long; after
     * that the node catches up when it does.
     */
    public void begin() {
        try {
            if (topic != null && !topic.awaitRead()) {
                LOG.atWarn()
                        .addKeyValue("topic", topics.config())
                        .log("not read yet, serving with the backends of the file alone: {}", topic.problem());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.steer(node::routeBy);
    }

    /**
     * The file has other backends and routes now. Reads the certificates of those that are new.
     *
     * @throws IOException when the node cannot run by them, with a message that names the backend; the file before stays in
     *     force, and this one may be given again
     */
    public void fileIs(ProxySettings changed) throws IOException {
        running.fileIs(changed);
    }

    /** Tries again where the node could not be brought up to date. May read certificates. To be called now and then. */
    public void catchUp() {
        running.catchUp();
    }

    AdminAnswer backends() {
        return AdminAnswer.json(200, listing().backends());
    }

    AdminAnswer routes() {
        return AdminAnswer.json(200, listing().routes());
    }

    private Listing listing() {
        return new Listing(running.view(), log.origin(), node.backends());
    }

    AdminAnswer drain() {
        node.drain();
        LOG.atInfo().addKeyValue("running", node.running()).log("draining, as the admin server was told");
        return AdminAnswer.json(202, Listing.draining(node.running()));
    }

    AdminAnswer put(AdminRequest request) {
        String name = request.name();
        boolean isMaster = isMaster(name);
        BackendSettings settings;
        try {
            settings = BackendDocument.parse(name, request.body(), isMaster);
        } catch (ConfigurationException e) {
            return AdminAnswer.problem(400, "not a valid backend", e.faults());
        }
        try {
            node.check(settings);
        } catch (IOException e) {
            return AdminAnswer.problem(400, "not a valid backend", List.of(String.valueOf(e.getMessage())));
        }
        if (isMaster && !settings.master()) {
            return AdminAnswer.problem(
                    409, name + " is the master (expected: another backend with master: true before it ceases to be)");
        }
        if (!isKnown(name) && running.wanted().backends().size() >= Selection.MOST_BACKENDS) {
            return AdminAnswer.problem(
                    409, name + ": there are as many backends as there may be, " + Selection.MOST_BACKENDS);
        }
        for (var route : running.wanted().routes()) {
            if (!topics.admits(name, route.name())) {
                return AdminAnswer.problem(
                        409, name + ": its mismatches would have no topic (see topics.mismatches) in " + route.name());
            }
        }
        AdminAnswer failure = change(name, new BackendChange(settings, registered(name)));
        return failure == null ? made(listing().changed(name, log.reach())) : failure;
    }

    AdminAnswer delete(AdminRequest request) {
        String name = request.name();
        boolean revert = request.flags().contains("revert");
        if (revert && running.changeOf(name) == null) {
            return AdminAnswer.problem(404, name + ": nothing was changed about it at run time");
        }
        if (!revert && !isKnown(name)) {
            return AdminAnswer.problem(404, name + ": no such backend (expected: one of " + names() + ")");
        }
        if (!revert && isMaster(name)) {
            return AdminAnswer.problem(
                    409, name + " is the master (expected: another backend with master: true before it is deleted)");
        }
        AdminAnswer failure = change(name, revert ? null : new BackendChange(null, Instant.now()));
        return failure == null ? made(Listing.deleted(name, revert ? "reverted" : "deleted", log.reach())) : failure;
    }

    private AdminAnswer made(ObjectNode change) {
        String problem = running.problem();
        return problem == null
                ? AdminAnswer.json(200, change)
                : AdminAnswer.json(202, change.put("waitsHere", problem));
    }

    /** Makes a change; what is to be answered when it could not be made. */
    private @Nullable AdminAnswer change(String name, @Nullable BackendChange change) {
        if (topic != null && !topic.isRead()) {
            return AdminAnswer.problem(
                    503, topics.config() + " has not been read, so nothing is changed: " + topic.problem());
        }
        try {
            long offset = log.append(name, change);
            running.apply(List.of(new Positioned(name, change, offset)));
            LOG.atInfo()
                    .addKeyValue("backend", name)
                    .addKeyValue("offset", offset)
                    .log("the admin server was told to {} the backend", what(change));
            return null;
        } catch (ChangeFailedException e) {
            return AdminAnswer.problem(503, String.valueOf(e.getMessage()));
        }
    }

    private static String what(@Nullable BackendChange change) {
        if (change == null) {
            return "revert";
        }
        return change.settings() == null ? "delete" : "put";
    }

    /** A backend that takes the place of one of its name keeps that place. */
    private Instant registered(String name) {
        BackendChange before = running.changeOf(name);
        return before == null || before.settings() == null ? Instant.now() : before.registered();
    }

    private boolean isMaster(String name) {
        return running.wanted().master().name().equals(name);
    }

    private boolean isKnown(String name) {
        return running.wanted().backends().stream().anyMatch(one -> one.name().equals(name));
    }

    private String names() {
        return running.wanted().backends().stream().map(BackendSettings::name).collect(Collectors.joining(", "));
    }

    Condition condition() {
        String problems =
                Stream.of(unread(), waiting()).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return problems.isEmpty() ? Condition.READY : Condition.degraded(problems);
    }

    private @Nullable String unread() {
        String problem = topic == null ? null : topic.problem();
        if (topic == null || problem == null) {
            return null;
        }
        return topics.config()
                + (topic.isRead()
                        ? " is not read any more, changes of other nodes do not arrive: "
                        : " has not been read, backends are those of the file alone: ")
                + problem;
    }

    private @Nullable String waiting() {
        String problem = running.problem();
        return problem == null ? null : "what was changed at run time is not in force: " + problem;
    }
}
