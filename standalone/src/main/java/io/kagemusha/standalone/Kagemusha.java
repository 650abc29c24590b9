package io.kagemusha.standalone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.common.configuration.RouteSettings;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.common.yaml.ValueType;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.run.Standalone;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * All of Kagemusha inside another program: a proxy node, a comparer and, unless told of a Kafka, a broker that keeps nothing.
 *
 * <pre>{@code
 * var kagemusha = Kagemusha.builder()
 *         .listen(8090)
 *         .master("production", "http://localhost:3000")
 *         .backend("sandbox", "http://localhost:3001")
 *         .onBackendFinished(exchange -> System.out.println(exchange.comparison()))
 *         .start();
 * }</pre>
 *
 * <p>Safe for use by several threads; closed once, by any of them.
 */
public final class Kagemusha implements AutoCloseable {

    private final Standalone standalone;

    private Kagemusha(Standalone standalone) {
        this.standalone = standalone;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where clients can connect, with the real ports. */
    public List<InetSocketAddress> addresses() {
        return standalone.listeners();
    }

    /** The Kafka in use, {@code host:port}. */
    public String bootstrapServers() {
        return standalone.bootstrapServers();
    }

    /** Stops accepting, finishes what is under way, compared and published included, and gives everything up. Blocks. */
    @Override
    public void close() {
        standalone.close();
    }

    /** Says what to run. The methods mean what the keys of the configuration file do, and are as strict. */
    public static final class Builder {

        private static final String ALL_ADDRESSES = "0.0.0.0:";

        private final ObjectNode backends = JsonNodeFactory.instance.objectNode();
        private final List<String> listeners = new ArrayList<>();
        private final ObjectNode kafka = JsonNodeFactory.instance.objectNode();
        private final ObjectNode route = JsonNodeFactory.instance.objectNode();
        private final ArrayNode shadows = JsonNodeFactory.instance.arrayNode();
        private final List<SelectBackends> selectBackends = new ArrayList<>();
        private final List<MungeRequest> mungeRequest = new ArrayList<>();
        private final List<BackendFinished> backendFinished = new ArrayList<>();

        private Builder() {}

        /** Listens on that port of all addresses; 0 takes a free one. */
        public Builder listen(int port) {
            return listen(ALL_ADDRESSES + port);
        }

        /** Listens on {@code host:port}. */
        public Builder listen(String address) {
            listeners.add(address);
            return this;
        }

        /** The backend whose response is the client's. */
        public Builder master(String name, String url) {
            add(name, url).put("master", true);
            return this;
        }

        /** A further backend. */
        public Builder backend(String name, String url) {
            add(name, url);
            return this;
        }

        private ObjectNode add(String name, String url) {
            if (backends.has(name)) {
                throw new IllegalArgumentException("backend: " + name + " (expected: a name that no other has)");
            }
            return backends.putObject(name).put("url", url);
        }

        /** A further backend that is sent every request and never answers, whatever the reply rule. */
        public Builder shadow(String name, String url) {
            add(name, url);
            shadows.add(name);
            return this;
        }

        /**
         * Says whose response the client is given, where that is not simply the master's.
         *
         * @param usable the classes of status codes that make a response usable, 100 to 500 by hundreds; none for those of
         *     the mode
         */
        public Builder reply(ReplyMode mode, int... usable) {
            route.put("reply", ValueType.nameOf(mode));
            var classes = route.putArray("usable");
            Arrays.stream(usable).forEach(classes::add);
            if (classes.isEmpty()) {
                route.remove("usable");
            }
            return this;
        }

        /** Uses that Kafka and not a broker of its own. */
        public Builder kafka(String bootstrapServers) {
            kafka.put("bootstrap.servers", bootstrapServers);
            return this;
        }

        /**
         * Chooses the backends of each request; the last such hook's answer counts. One that wants bodies or may block is
         * wrapped in {@link SelectBackends#withBody} or {@link SelectBackends#blocking}.
         */
        public Builder onSelectBackends(SelectBackends hook) {
            selectBackends.add(hook);
            return this;
        }

        /**
         * Changes the copy of a request for one backend. One that wants bodies or may block is wrapped in
         * {@link MungeRequest#withBody} or {@link MungeRequest#blocking}, which call it for one backend alone.
         */
        public Builder onMungeRequest(MungeRequest hook) {
            mungeRequest.add(hook);
            return this;
        }

        /** Is told of every exchange when all its backends have finished, those with a single backend included. */
        public Builder onBackendFinished(BackendFinished hook) {
            backendFinished.add(hook);
            return this;
        }

        /**
         * Starts everything; when this returns, clients are served. Blocks for some seconds.
         *
         * @throws ConfigurationException when what was said makes no sense, with every fault
         * @throws Exception when a part does not start; nothing is left running then
         */
        public Kagemusha start() throws Exception {
            var hooks = new Hooks(selectBackends, mungeRequest, backendFinished);
            return new Kagemusha(Standalone.start(configuration(), hooks, BrokerOptions.ephemeral()));
        }

        private Configuration configuration() throws ConfigurationException {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            if (!listeners.isEmpty()) {
                var list = root.putArray("listeners");
                listeners.forEach(address -> list.addObject().put("address", address));
            }
            root.set("backends", backends);
            if (!shadows.isEmpty()) {
                route.set("shadows", shadows);
            }
            if (!route.isEmpty()) {
                root.putArray("routes").add(route.put("name", RouteSettings.DEFAULT_NAME));
            }
            if (!kafka.isEmpty()) {
                root.set("kafka", kafka);
            }
            root.putObject("capture").put("when", backendFinished.isEmpty() ? "shadowed" : "always");
            // JSON is YAML, so what is said here is held to the rules of the file
            return ConfigurationLoader.parse(root.toString(), Path.of(""), Map.of(), EnumSet.of(Part.PROXY));
        }
    }
}
