package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.BackendTls;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;

/** How this node asks for and checks a backend's certificate. */
final class ClientTls {

    private ClientTls() {}

    /** Reads the files. */
    static SslContext load(BackendTls settings) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (settings.client() != null) {
            builder = PemFiles.builder(
                    settings.client(),
                    (chain, key) -> SslContextBuilder.forClient().keyManager(chain, key));
        }
        builder.protocols("TLSv1.3", "TLSv1.2");
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (settings.ca() != null) {
            builder.trustManager(PemFiles.certificates(settings.ca()));
        }
        // The engine checks the name only where it is told to
        builder.endpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : "");
        return builder.build();
    }
}
