package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.configuration.BackendTls;
import io.kagemusha.common.tls.PemPair;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.util.List;

/** How this node asks for and checks a backend's certificate. */
final class ClientTls {

    private ClientTls() {}

    /** Reads the files. */
    static SslContext load(BackendTls settings, BackendProtocol protocol) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (settings.client() != null) {
            PemPair pair = EnginePair.read(settings.client());
            builder.keyManager(pair.key(), pair.chain());
        }
        builder.protocols("TLSv1.3", "TLSv1.2");
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (settings.ca() != null) {
            builder.trustManager(PemPair.certificates("tls.ca", settings.ca()));
        }
        // The engine checks the name only where it is told to
        builder.endpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : "");
        if (protocol != BackendProtocol.HTTP1) {
            builder.applicationProtocolConfig(offer(protocol));
        }
        return builder.build();
    }

    /** RFC 7301: without ALPN a server speaks HTTP/1.1. */
    private static ApplicationProtocolConfig offer(BackendProtocol protocol) {
        List<String> names = protocol == BackendProtocol.H2
                ? List.of(ApplicationProtocolNames.HTTP_2)
                : List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                names);
    }
}
