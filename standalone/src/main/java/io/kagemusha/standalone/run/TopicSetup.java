package io.kagemusha.standalone.run;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.TopicReport;
import io.kagemusha.standalone.mismatch.EventReader;
import java.time.Duration;
import java.util.HashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/** Makes the topics where nothing can begin without them. */
public final class TopicSetup {

    private TopicSetup() {}

    /**
     * Makes the topics that are missing. Blocks until they are there.
     *
     * @throws FaultException when Kafka does not answer, or the topics cannot be made or joined
     * @throws org.apache.kafka.common.KafkaException when a client property is wrong
     */
    public static TopicReport create(Configuration configuration) throws FaultException {
        Admin admin = Admin.create(new HashMap<>(configuration.kafka()));
        try {
            return new TopicCreator(admin, EventReader.PATIENCE).create(configuration);
        } catch (TopicException e) {
            String servers = configuration.kafka().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
            throw new FaultException("kafka " + servers + ": " + e.getMessage(), e);
        } finally {
            // Else it would go on waiting for the answer that did not come
            admin.close(Duration.ZERO);
        }
    }
}
