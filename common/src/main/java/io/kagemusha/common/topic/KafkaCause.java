package io.kagemusha.common.topic;

import org.apache.kafka.common.KafkaException;

/** Why Kafka's client did not do what it was asked to. */
public final class KafkaCause {

    private KafkaCause() {}

    /**
     * The failure itself, or what is behind it where it is of no kind of its own: a producer that was refused once says
     * of everything later only that it is in an error state.
     */
    public static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
