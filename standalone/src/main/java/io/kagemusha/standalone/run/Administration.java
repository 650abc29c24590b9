package io.kagemusha.standalone.run;

import io.kagemusha.common.admin.AdminServer;
import io.kagemusha.common.admin.MetricsRegistry;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.configuration.AdminSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** The metrics of the process and the server that shows them. */
final class Administration implements AutoCloseable {

    private final MetricsRegistry metrics;
    private final AdminServer server;

    private Administration(MetricsRegistry metrics, AdminServer server) {
        this.metrics = metrics;
        this.server = server;
    }

    static Administration start(AdminSettings settings, MetricsRegistry metrics, ReadinessCheck check)
            throws IOException {
        return new Administration(metrics, AdminServer.start(settings, metrics.registry(), List.of(check)));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.address().host(), server.port());
    }

    @Override
    public void close() {
        server.close();
        metrics.close();
    }
}
