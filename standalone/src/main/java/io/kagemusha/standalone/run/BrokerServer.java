package io.kagemusha.standalone.run;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.BrokerStartException;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.kagemusha.standalone.run.RunningBrokers.Note;

/** The embedded broker as a server that other processes of this user find. */
public final class BrokerServer implements Server {

    private final EmbeddedBroker broker;
    private final Note note;

    private BrokerServer(EmbeddedBroker broker, Note note) {
        this.broker = broker;
        this.note = note;
    }

    /**
     * Blocks until the broker answers.
     *
     * @param topics what the topics are called that it will hold
     * @throws FaultException when its port or directory cannot be used
     */
    public static BrokerServer start(BrokerOptions options, TopicSettings topics) throws FaultException {
        var broker = new EmbeddedBroker(options);
        try {
            broker.start();
        } catch (BrokerStartException e) {
            broker.close();
            throw new FaultException(String.valueOf(e.getMessage()), e);
        } catch (Throwable e) {
            // Also errors: Kafka's classes cannot be initialised while the JVM shuts down
            broker.close();
            throw e;
        }
        return new BrokerServer(broker, RunningBrokers.ofUser().announce(broker.bootstrapServers(), topics));
    }

    /** Where clients find it, {@code host:port}. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public ReadyLine ready() {
        return ReadyLine.empty().with("kafka", bootstrapServers());
    }

    @Override
    public void close() {
        note.close();
        broker.close();
    }
}
