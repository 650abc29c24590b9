package io.kagemusha.benchmarks.machine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The metrics of a process of ours, as Prometheus would read them. */
public final class Metrics {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;

    /** @param port of the admin endpoints, on the loopback address */
    public Metrics(int port) {
        uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    }

    /** The sum of that metric over all its labels now; 0 where there is none. */
    public long sum(String name) throws IOException, InterruptedException {
        String text = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        double sum = text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        return Math.round(sum);
    }
}
