package io.kagemusha.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What was captured, and what became of it, as the processes count it themselves. A test asserts it at its end, before it
 * stops them: the pairs of captured exchanges = the outcomes + the pairs that were dropped, and nothing is in flight.
 */
public final class Balance {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Balance() {}

    /** Where a process's meters can be read. */
    @FunctionalInterface
    private interface Meters {

        /** The sum of all meters of that name, whatever their tags. */
        double sum(String name, String promName) throws Exception;
    }

    /** Of a process, by its admin server. */
    public static void awaitSettled(InetSocketAddress admin) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            String metrics = metrics(admin);
            assertSettled((name, promName) -> metrics.lines()
                    .filter(line -> line.startsWith(promName + " ") || line.startsWith(promName + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum());
        });
    }

    /** Of the parts of one pipeline in this JVM. */
    public static void awaitSettled(MeterRegistry... registries) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertSettled((name, promName) -> List.of(registries).stream()
                        .flatMap(registry -> registry.find(name).meters().stream())
                        .mapToDouble(Balance::value)
                        .sum()));
    }

    private static void assertSettled(Meters meters) throws Exception {
        double offered = counter(meters, "kagemusha.capture.pairs.offered");
        double sent = counter(meters, "kagemusha.capture.pairs.sent");
        double dropped = counter(meters, "kagemusha.capture.pairs.dropped");
        double outcomes = counter(meters, "kagemusha.comparer.outcomes");
        assertThat(offered).as("pairs captured").isEqualTo(sent + dropped);
        assertThat(outcomes).as("outcomes").isEqualTo(sent);
        assertThat(gauge(meters, "kagemusha.capture.records.inflight")).isZero();
        assertThat(gauge(meters, "kagemusha.comparer.exchanges.pending")).isZero();
        assertThat(gauge(meters, "kagemusha.capture.unbalanced")).isZero();
        assertThat(gauge(meters, "kagemusha.comparer.unaccounted")).isZero();
    }

    private static double counter(Meters meters, String name) throws Exception {
        return meters.sum(name, name.replace('.', '_') + "_total");
    }

    private static double gauge(Meters meters, String name) throws Exception {
        return meters.sum(name, name.replace('.', '_'));
    }

    private static double value(Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .mapToDouble(Measurement::getValue)
                .sum();
    }

    private static String metrics(InetSocketAddress admin) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics"));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }
}
