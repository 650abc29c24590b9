package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.ListenerTls;
import io.kagemusha.common.configuration.TlsFiles;
import io.kagemusha.common.tls.PemPair;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one listener proves itself with, by the name that a client asks for (RFC 6066, 3). Immutable. */
final class ServerTls {

    /** The kind of alternative name that is a DNS name (RFC 5280, 4.2.1.6). */
    private static final Integer DNS_NAME = 2;

    /** What a client can choose from; one that does not ask speaks HTTP/1.1 (RFC 7301). */
    private static final ApplicationProtocolConfig VERSIONS = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private ServerTls() {}

    /** Reads the files; the first certificate is for clients that ask for no name, or for one that none has. */
    static Mapping<String, SslContext> load(ListenerTls settings) throws IOException {
        var pairs = new ArrayList<PemPair>();
        for (TlsFiles one : settings.certificates()) {
            pairs.add(EnginePair.read(one));
        }
        SslContext first = context(pairs.get(0), settings.clientCa());
        var contexts = new DomainWildcardMappingBuilder<>(first);
        add(contexts, pairs.get(0), first);
        for (PemPair further : pairs.subList(1, pairs.size())) {
            add(contexts, further, context(further, settings.clientCa()));
        }
        return contexts.build();
    }

    private static void add(DomainWildcardMappingBuilder<SslContext> contexts, PemPair pair, SslContext context)
            throws IOException {
        for (String name : names(pair.chain().get(0))) {
            contexts.add(name, context);
        }
    }

    private static SslContext context(PemPair pair, @Nullable Path clientCa) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(pair.key(), pair.chain()).protocols("TLSv1.3", "TLSv1.2");
        builder.applicationProtocolConfig(VERSIONS);
        if (clientCa != null) {
            builder.clientAuth(ClientAuth.REQUIRE).trustManager(PemPair.certificates("tls.client-ca", clientCa));
        }
        return builder.build();
    }

    private static List<String> names(X509Certificate certificate) throws IOException {
        var names = new ArrayList<String>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> one : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (DNS_NAME.equals(one.get(0))) {
                    names.add(one.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException("tls: " + certificate.getSubjectX500Principal() + ": unreadable names", e);
        }
        return names;
    }
}
