package io.kagemusha.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of the shop, several at a time. They check that each answer is byte for byte the one that the old shop gave to
 * that very request, of which they are told by {@link #witness}.
 */
final class Visitors {

    static final String REQUEST_ID = "X-Request-Id";

    private static final int AT_A_TIME = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Answer> given = new ConcurrentHashMap<>();
    private final AtomicInteger faithful = new AtomicInteger();
    private volatile boolean visiting;

    /** Takes note of what the old shop answered. Called by the shop's threads. */
    void witness(String requestId, Answer answer) {
        if (visiting) {
            given.put(requestId, answer);
        }
    }

    /**
     * Sends the requests and waits for the answers.
     *
     * @return how many answers were the old shop's
     */
    int visit(URI proxy, int requests) throws InterruptedException {
        visiting = true;
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var threads = Executors.newFixedThreadPool(AT_A_TIME);
        for (int i = 0; i < requests; i++) {
            int number = i;
            threads.execute(() -> visit(client, proxy, number));
        }
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds() * (1 + requests / AT_A_TIME), TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
        visiting = false;
        given.clear();
        return faithful.get();
    }

    private void visit(HttpClient client, URI proxy, int number) {
        Visit visit = Visit.number(number);
        String requestId = "demo-" + number;
        var request = HttpRequest.newBuilder(proxy.resolve(visit.path()))
                .timeout(PATIENCE)
                .header(REQUEST_ID, requestId)
                .header("Content-Type", "application/json")
                .method(visit.method(), BodyPublishers.ofString(visit.body()))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            Answer expected = given.remove(requestId);
            if (expected != null
                    && expected.status() == response.statusCode()
                    && Arrays.equals(expected.body(), response.body())) {
                faithful.incrementAndGet();
            }
        } catch (IOException e) {
            // Not answered, so not counted as faithful
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
