package io.kagemusha.common.configuration;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients of one listener are spoken to.
 *
 * @param certificates at least one; the first is for clients that name no server, or one that no certificate is for
 * @param clientCa PEM file of the authorities of which a client's certificate must come; null where none is asked for
 */
public record ListenerTls(
        List<TlsFiles> certificates, @Nullable Path clientCa) {

    public ListenerTls {
        certificates = List.copyOf(certificates);
    }
}
