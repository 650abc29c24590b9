package io.kagemusha.standalone.run;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.admin.StartingCheck;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import io.kagemusha.common.process.Startup;
import io.kagemusha.common.reload.ConfigurationWatch;
import io.kagemusha.comparer.ComparerCheck;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.proxy.ProxyCheck;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.proxy.control.ControlEndpoints;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.mismatch.OutcomeCounts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: a broker of its own unless the configuration names one, a proxy node and a comparer. Closed by
 * the thread that started it.
 *
 * <p>When it is closed, the proxy finishes first. Then the comparer is given time to come to a verdict on all that the
 * proxy captured, so that the summary is complete.
 */
public final class Standalone implements Server {

    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /** How long nothing new may come from the comparer before a stop goes on without the rest. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration GLANCE = Duration.ofMillis(20);

    /** What takes effect while it runs. */
    private static final Pattern RELOADED = Pattern.compile("backends|routes|compare\\.(?!join-timeout).*");

    private final String kafka;
    private final @Nullable BrokerServer broker;
    private final Administration administration;
    private final ComparerWorker comparer;
    private final OutcomeTally tally;
    private final ProxyNode proxy;
    private @Nullable ConfigurationWatch watch;
    private @Nullable Summary summary;

    private Standalone(
            String kafka,
            @Nullable BrokerServer broker,
            Administration administration,
            ComparerWorker comparer,
            OutcomeTally tally,
            ProxyNode proxy) {
        this.kafka = kafka;
        this.broker = broker;
        this.administration = administration;
        this.comparer = comparer;
        this.tally = tally;
        this.proxy = proxy;
    }

    /**
     * Starts with Kafka as the configuration names it, or else a broker of its own. Blocks until all parts serve.
     *
     * @param ownBroker how a broker of its own is started
     * @throws Exception what a part has thrown that did not start; nothing is left running then
     */
    public static Standalone start(Configuration given, Hooks hooks, BrokerOptions ownBroker) throws Exception {
        return start(given, null, hooks, ownBroker);
    }

    /**
     * The same, and follows a file while it runs.
     *
     * @param file where {@code given} comes from, or null
     */
    public static Standalone start(
            Configuration given, @Nullable ConfigurationFile file, Hooks hooks, BrokerOptions ownBroker)
            throws Exception {
        Instant began = Instant.now();
        ConfigurationException.throwIfAny(ProxyCheck.faults(given));
        ConfigurationException.throwIfAny(ComparerCheck.faults(given));
        var proxyCheck = new StartingCheck("proxy");
        var comparerCheck = new StartingCheck("comparer");
        var control = new ControlEndpoints();
        try (var startup = new Startup()) {
            var administration = Startup.await(startup.begin(Administration::new));
            var checks = new ArrayList<ReadinessCheck>(List.of(proxyCheck, control, comparerCheck.degrading()));
            ConfigurationWatch watch =
                    file == null ? null : new ConfigurationWatch(file, given, administration.registry());
            if (watch != null) {
                checks.add(watch);
            }
            var served = startup.begin(() -> administration.serve(given.admin(), checks, control.all()));
            BrokerServer broker = null;
            Configuration configuration = given;
            if (!given.kafka().containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
                broker = Startup.await(startup.begin(() -> BrokerServer.start(ownBroker, given.topics())));
                configuration = onSingleBroker(given, broker.bootstrapServers());
            }
            Configuration complete = configuration;
            TopicSetup.create(complete);
            var comparer = startup.beginWaiting(
                    () -> ComparerWorker.start(complete, hooks.backendFinished(), administration.registry()));
            var tally = startup.beginWaiting(() -> OutcomeTally.start(complete, began));
            var proxy = startup.begin(() -> ProxyNode.start(complete, hooks, administration.registry()));
            var standalone = new Standalone(
                    String.valueOf(complete.kafka().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)),
                    broker,
                    Startup.await(served),
                    Startup.await(comparer),
                    Startup.await(tally),
                    Startup.await(proxy));
            proxyCheck.started(standalone.proxy);
            control.started(standalone.proxy.control());
            comparerCheck.started(standalone.comparer);
            if (watch != null) {
                standalone.follow(watch);
            }
            startup.succeeded();
            return standalone;
        }
    }

    private void follow(ConfigurationWatch fileWatch) {
        watch = fileWatch;
        fileWatch.start(key -> !RELOADED.matcher(key).matches(), changed -> {
            proxy.control().fileIs(changed.proxy());
            comparer.compareBy(changed.compare());
        });
    }

    /** With one broker there is one replica. */
    private static Configuration onSingleBroker(Configuration given, String bootstrapServers) {
        var kafka = new HashMap<>(given.kafka());
        kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        TopicSettings topics = given.topics();
        return new Configuration(
                given.proxy(),
                kafka,
                new TopicSettings(topics.prefix(), topics.mismatches(), topics.partitions(), (short) 1),
                given.compare(),
                given.hooks(),
                given.admin());
    }

    @Override
    public ReadyLine ready() {
        return ReadyLine.empty()
                .with("proxy", proxy.urls())
                .with("admin", administration.scheme(), List.of(admin()))
                .with("kafka", kafka);
    }

    /** Where clients can connect, in the order of the configuration. */
    public List<InetSocketAddress> listeners() {
        return proxy.addresses();
    }

    /** Where metrics are shown. */
    public InetSocketAddress admin() {
        return administration.address();
    }

    /** The Kafka in use, {@code host:port}. */
    public String bootstrapServers() {
        return kafka;
    }

    /** The outcomes so far. */
    public OutcomeCounts outcomes() {
        return tally.counts();
    }

    /** What became of everything so far; complete only when nothing is under way. */
    public Summary summary() {
        var counters = proxy.counters();
        return Summary.of(counters.exchanges(), tally.counts(), counters.pairsDropped());
    }

    /**
     * Blocks until there are that many outcomes, as long as new ones keep coming.
     *
     * @return whether there are
     */
    public boolean awaitOutcomes(LongSupplier expected) {
        long seen = tally.counts().total();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (seen < expected.getAsLong() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(GLANCE.toNanos());
            long now = tally.counts().total();
            if (now > seen) {
                seen = now;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
        return seen >= expected.getAsLong();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        try (broker;
                administration;
                tally;
                comparer) {
            proxy.close();
            long captured = proxy.counters().pairsCaptured();
            if (!awaitOutcomes(() -> captured)) {
                LOG.atWarn()
                        .addKeyValue("captured", captured)
                        .addKeyValue("outcomes", tally.counts().total())
                        .log(
                                "stopping before every pair has its outcome, the comparer finds the rest when it runs again");
            }
            summary = summary();
        }
    }

    /** The summary. */
    @Override
    public @Nullable String lastLine() {
        return summary == null ? null : summary.toString();
    }
}
