package io.kagemusha.standalone.comparer;

import io.kagemusha.standalone.broker.TestKafka;

/** On the embedded broker. */
class ComparerWorkerIT extends ComparerOnKafka {

    ComparerWorkerIT() {
        super(TestKafka.embedded());
    }
}
