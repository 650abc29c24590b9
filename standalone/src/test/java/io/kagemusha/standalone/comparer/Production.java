package io.kagemusha.standalone.comparer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Produces exchanges at a steady rate, the last record of each so much later that rebalances fall between them. */
final class Production {

    /** Exchanges a second; more where a person runs a test in earnest. */
    private static final int RATE = Integer.getInteger("kagemusha.test.rate", 300);

    private static final int APART = RATE / 2;

    private final ComparerLab lab;
    private final AtomicInteger sent = new AtomicInteger();
    private final CompletableFuture<Void> end;
    private volatile boolean stopped;

    private Production(ComparerLab lab) {
        this.lab = lab;
        this.end = CompletableFuture.runAsync(this::run);
    }

    static Production start(ComparerLab lab) {
        return new Production(lab);
    }

    /** Completes what was begun, and returns how many exchanges there were. */
    int stop() {
        stopped = true;
        end.join();
        return sent.get();
    }

    private void run() {
        try (var producer = lab.producer()) {
            var waiting = new ArrayDeque<List<ProducerRecord<byte[], byte[]>>>();
            while (!stopped) {
                var exchange = lab.exchange("x" + sent.getAndIncrement());
                send(producer, exchange.get(0));
                send(producer, exchange.get(1));
                waiting.add(exchange);
                if (waiting.size() > APART) {
                    send(producer, waiting.remove().get(2));
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos() / RATE);
            }
            waiting.forEach(exchange -> send(producer, exchange.get(2)));
        }
    }

    /** A record that gets lost shows as an outcome that is missing. */
    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record);
    }
}
