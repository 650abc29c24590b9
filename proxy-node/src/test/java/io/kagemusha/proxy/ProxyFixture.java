package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.common.record.RecordReader;
import io.kagemusha.proxy.capture.Capture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A proxy node and its backends for one test. After the test it closes them and asserts that the node's counters add up,
 * which they do only when every exchange has ended and every record is accounted for.
 */
final class ProxyFixture implements AfterEachCallback {

    private final List<AutoCloseable> backends = new ArrayList<>();
    private final List<RawClient> clients = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<SelectBackends> selectHooks = new ArrayList<>();
    private final List<MungeRequest> mungeHooks = new ArrayList<>();
    private MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private String listener = "{ address: 127.0.0.1:0 }";
    private ProxyNode node;

    /** Has the backend closed after the test. */
    <B extends AutoCloseable> B backend(B backend) {
        backends.add(backend);
        return backend;
    }

    ProxyFixture onSelect(SelectBackends hook) {
        selectHooks.add(hook);
        return this;
    }

    ProxyFixture onMunge(MungeRequest hook) {
        mungeHooks.add(hook);
        return this;
    }

    /** Listens on a free port with those further settings. */
    ProxyFixture listening(String settings) {
        listener = "{ address: 127.0.0.1:0, " + settings + " }";
        return this;
    }

    /** Listens there and nowhere else. */
    ProxyFixture listeningAt(String address) {
        listener = "{ address: \"" + address + "\" }";
        return this;
    }

    /** Captures to that producer. */
    ProxyFixture producer(MockProducer<byte[], byte[]> other) {
        producer = other;
        return this;
    }

    /** Starts a node with a master of that URL alone. */
    ProxyFixture start(TestBackend master) throws Exception {
        return startYaml("backends:\n  production: { url: %s, master: true }\n".formatted(master.url()));
    }

    /** Starts a node with the backends {@code production}, the master, and {@code sandbox}. */
    ProxyFixture start(TestBackend production, TestBackend sandbox) throws Exception {
        return startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                """.formatted(production.url(), sandbox.url()));
    }

    /** Starts a node. Its listener has a free port. */
    ProxyFixture startYaml(String yaml) throws Exception {
        Producer<byte[], byte[]> opened = producer;
        var configuration = configuration(yaml);
        var hooks = new Hooks(selectHooks, mungeHooks, List.of());
        node = ProxyNode.start(
                configuration, hooks, registry, () -> Capture.start(configuration, registry, () -> opened));
        return this;
    }

    /** Gives the running node the backends and routes of that configuration. */
    void routeBy(String yaml) throws Exception {
        node.routeBy(configuration(yaml).proxy());
    }

    private Configuration configuration(String yaml) throws Exception {
        String text = "listeners: [" + listener + "]\n" + yaml;
        return ConfigurationLoader.parse(text, Path.of(""), Map.of(), Set.of(Part.PROXY));
    }

    ProxyNode node() {
        return node;
    }

    InetSocketAddress address() {
        return node.addresses().get(0);
    }

    /** A client that is closed after the test. */
    RawClient connect() throws IOException {
        var client = RawClient.connect(address());
        clients.add(client);
        return client;
    }

    RawClient connectWithSmallWindow() throws IOException {
        var client = RawClient.connectWithSmallWindow(address());
        clients.add(client);
        return client;
    }

    double counter(String name, String... tags) {
        var found = registry.find(name).tags(tags).functionCounter();
        if (found != null) {
            return found.count();
        }
        var counter = registry.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    double gauge(String name, String... tags) {
        var gauge = registry.find(name).tags(tags).gauge();
        return gauge == null ? 0 : gauge.value();
    }

    /** Waits until that many records were captured, and returns what they say. */
    Captured awaitRecords(int count) {
        await().untilAsserted(() -> assertThat(producer.history()).hasSize(count));
        return captured();
    }

    /** What was captured so far. */
    Captured captured() {
        return new Captured(producer.history());
    }

    /** Waits until nothing is under way. */
    void awaitQuiet() {
        await().untilAsserted(() -> assertThat(node.balanced()).as("balanced").isTrue());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        for (AutoCloseable backend : backends) {
            backend.close();
        }
        if (node != null) {
            try {
                awaitQuiet();
            } finally {
                node.close();
            }
            assertThat(node.balanced()).as("balanced after close").isTrue();
            assertThat(gauge("kagemusha.client.connections")).isZero();
            assertThat(gauge("kagemusha.capture.buffered.bytes")).isZero();
            assertThat(gauge("kagemusha.capture.records.inflight")).isZero();
            assertThat(gauge("kagemusha.capture.unbalanced")).isZero();
        }
    }

    /** What Kafka was given. */
    record Captured(List<ProducerRecord<byte[], byte[]>> records) {

        List<RequestRecord> requests() throws Exception {
            var requests = new ArrayList<RequestRecord>();
            for (var entry : records) {
                if (entry.topic().endsWith("requests")) {
                    requests.add(RecordReader.readRequest(key(entry), entry.headers(), entry.value()));
                }
            }
            return requests;
        }

        List<ResponseRecord> responses() throws Exception {
            var responses = new ArrayList<ResponseRecord>();
            for (var entry : records) {
                if (entry.topic().endsWith("responses")) {
                    responses.add(RecordReader.readResponse(key(entry), entry.headers(), entry.value()));
                }
            }
            return responses;
        }

        /** The results of that backend, in order of capture, of which there must be one: what holds for all holds for none. */
        List<Result> of(String backend) throws Exception {
            List<Result> results = responses().stream()
                    .filter(response -> response.backend().equals(backend))
                    .map(ResponseRecord::result)
                    .toList();
            assertThat(results).as("captured of " + backend).isNotEmpty();
            return results;
        }

        /** The backend whose response is said to be the reply, of each exchange. */
        List<String> replies() throws Exception {
            return responses().stream()
                    .filter(ResponseRecord::reply)
                    .map(ResponseRecord::backend)
                    .toList();
        }

        private static String key(ProducerRecord<byte[], byte[]> entry) {
            return new String(entry.key(), UTF_8);
        }
    }
}
