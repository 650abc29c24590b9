package io.kagemusha.common.admin;

import io.kagemusha.common.configuration.AdminSettings;
import io.kagemusha.common.tls.PemPair;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a process, and the server that shows them and how the process is. Opened and closed by the thread that
 * starts the process; the registry is safe for use by several.
 */
public final class Administration implements AutoCloseable {

    private final MetricsRegistry metrics = new MetricsRegistry();
    private @Nullable AdminServer server;
    private String scheme = "http";

    /** Where meters are registered. */
    public PrometheusMeterRegistry registry() {
        return metrics.registry();
    }

    /** What is wrong with the files that the server would need, one line each. */
    public static List<String> faults(AdminSettings settings) {
        try {
            if (settings.tls() != null) {
                PemPair.read("admin.tls", settings.tls());
            }
            return List.of();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Starts the server; when this returns, it answers.
     *
     * @param checks asked for every {@code GET /readyz}
     * @param endpoints what else it answers
     * @throws IOException as {@link AdminServer#start}
     */
    public Administration serve(AdminSettings settings, List<ReadinessCheck> checks, List<AdminEndpoint> endpoints)
            throws IOException {
        scheme = settings.scheme();
        server = AdminServer.start(settings, registry(), checks, endpoints);
        return this;
    }

    /** Where the server listens. */
    public InetSocketAddress address() {
        if (server == null) {
            throw new IllegalStateException("not served yet");
        }
        return new InetSocketAddress(server.address().host(), server.port());
    }

    /** How its URLs begin. */
    public String scheme() {
        return scheme;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        metrics.close();
    }
}
