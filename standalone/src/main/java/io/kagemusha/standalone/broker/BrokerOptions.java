package io.kagemusha.standalone.broker;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param port the TCP port for clients, 0 to 65535; 0 takes a free one
 * @param dataDirectory where records and metadata are kept from run to run, created when absent; null keeps them in a
 *     temporary directory that is deleted when the broker is closed
 * @param advertisedHost the host that clients are told to connect to. With a loopback host (127.0.0.1 unless told
 *     otherwise) the broker listens on that address alone, with any other on all addresses, without authentication
 * @param properties Kafka's own server properties; they win over those that the broker sets itself. The keys that would
 *     move the data or change the role of the node are refused
 */
public record BrokerOptions(
        int port, @Nullable Path dataDirectory, String advertisedHost, Map<String, String> properties) {

    private static final Set<String> REFUSED = Set.of("log.dir", "log.dirs", "metadata.log.dir", "process.roles");
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");

    public BrokerOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (dataDirectory != null && dataDirectory.toString().contains(",")) {
            throw new IllegalArgumentException("data directory: " + dataDirectory
                    + " (expected: no comma in it, which separates directories for Kafka)");
        }
        if (advertisedHost.isBlank() || ALL_ADDRESSES.contains(advertisedHost)) {
            throw new IllegalArgumentException(
                    "advertised host: " + advertisedHost + " (expected: a host that clients can connect to)");
        }
        properties = Map.copyOf(properties);
        for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
            if (REFUSED.contains(property.getKey())) {
                throw new IllegalArgumentException(
                        property.getKey() + ": " + property.getValue() + " (expected: left to the embedded broker)");
            }
        }
    }

    /** A free port on 127.0.0.1 and data that is gone when the broker is closed. */
    public static BrokerOptions ephemeral() {
        return new BrokerOptions(0, null, "127.0.0.1", Map.of());
    }

    /** A free port on 127.0.0.1 and data that stays in the given directory. */
    public static BrokerOptions keptIn(Path dataDirectory) {
        return new BrokerOptions(0, requireNonNull(dataDirectory, "dataDirectory"), "127.0.0.1", Map.of());
    }

    /** The same options with another port. */
    public BrokerOptions withPort(int newPort) {
        return new BrokerOptions(newPort, dataDirectory, advertisedHost, properties);
    }

    /** The same options with another advertised host. */
    public BrokerOptions withAdvertisedHost(String newAdvertisedHost) {
        return new BrokerOptions(port, dataDirectory, newAdvertisedHost, properties);
    }

    /** The same options with these server properties instead of the present ones. */
    public BrokerOptions withProperties(Map<String, String> newProperties) {
        return new BrokerOptions(port, dataDirectory, advertisedHost, newProperties);
    }
}
