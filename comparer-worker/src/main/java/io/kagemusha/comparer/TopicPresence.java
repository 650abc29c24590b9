package io.kagemusha.comparer;

import io.kagemusha.common.configuration.TopicSettings;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a mismatch topic of whose name the worker learns while it runs. Where it must not, the sink will say so. */
final class TopicPresence implements Consumer<String> {

    private static final Logger LOG = LoggerFactory.getLogger(TopicPresence.class);
    private static final int ANSWER_SECONDS = 5;

    private final Admin admin;
    private final TopicSettings settings;

    TopicPresence(Admin admin, TopicSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    @Override
    public void accept(String topic) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, settings.partitions(), settings.replication())))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            LOG.atInfo().addKeyValue("topic", topic).log("mismatch topic made");
        } catch (ExecutionException | TimeoutException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                LOG.atWarn()
                        .addKeyValue("topic", topic)
                        .addKeyValue("reason", e)
                        .log("mismatch topic not made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
