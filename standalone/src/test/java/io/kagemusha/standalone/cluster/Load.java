package io.kagemusha.standalone.cluster;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Clients that send requests at a steady rate until told to stop, slower only when very many are unanswered. */
final class Load implements AutoCloseable {

    /** Requests a second; more where a person runs a test in earnest. */
    static final int RATE = Integer.getInteger("kagemusha.test.rate", 200);

    private static final int MOST_UNANSWERED = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI target;
    private final Thread thread = new Thread(this::run, "load");
    private final Semaphore room = new Semaphore(MOST_UNANSWERED);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Load(URI target) {
        this.target = target;
    }

    static Load start(URI target) {
        var load = new Load(target);
        load.thread.start();
        return load;
    }

    /** Blocks until so many more are answered as are sent in that time. */
    void awaitAnswered(Duration time) {
        long goal = answered.get() + RATE * time.toMillis() / 1000;
        await().atMost(time.plus(PATIENCE)).until(() -> answered.get() + errors.size() >= goal);
    }

    /** Sends no more and waits for the last answer. Returns how many there were. */
    long stop() throws InterruptedException {
        stopped = true;
        thread.join();
        await().atMost(PATIENCE).until(() -> answered.get() + errors.size() == sent.get());
        return answered.get();
    }

    /** What clients got that was not the master's answer. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    private void run() {
        long begin = System.nanoTime();
        while (!stopped) {
            long due = begin + TimeUnit.SECONDS.toNanos(sent.get()) / RATE;
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            } else {
                send(HttpRequest.newBuilder(target.resolve("/items/" + sent.getAndIncrement()))
                        .build());
            }
        }
    }

    private void send(HttpRequest request) {
        room.acquireUninterruptibly();
        var unused = client.sendAsync(request, BodyHandlers.ofString()).whenComplete(this::count);
    }

    private void count(@Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        room.release();
        if (response != null && response.statusCode() == 200 && response.body().equals(TwoBackends.ANSWER)) {
            answered.incrementAndGet();
        } else {
            errors.add(response == null ? String.valueOf(failure) : response + " " + response.body());
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
