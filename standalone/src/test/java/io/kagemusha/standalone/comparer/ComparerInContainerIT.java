package io.kagemusha.standalone.comparer;

import io.kagemusha.standalone.broker.TestKafka;
import org.junit.jupiter.api.condition.EnabledIf;

/** On the Kafka project's own container. */
@EnabledIf(
        value = "io.kagemusha.standalone.broker.TestKafka#dockerAnswers",
        disabledReason = "no Docker engine answers here; the same tests run on the embedded broker")
class ComparerInContainerIT extends ComparerOnKafka {

    ComparerInContainerIT() {
        super(TestKafka.inContainer());
    }
}
