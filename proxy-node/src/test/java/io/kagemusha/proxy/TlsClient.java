package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that speaks TLS and trusts the tests' authority. */
final class TlsClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final SSLSocket socket;

    private TlsClient(SSLSocket socket) {
        this.socket = socket;
    }

    /** Asks for the certificate of that name. */
    static TlsClient connect(InetSocketAddress address, String name) throws IOException {
        return connect(address, name, null);
    }

    /** Proves itself with the certificate of that file name, without {@code .pem}. */
    static TlsClient connect(InetSocketAddress address, String name, @Nullable String certificate) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(file("ca.pem"));
        if (certificate != null) {
            builder.keyManager(file(certificate + ".pem"), file(certificate + ".key"));
        }
        var context = ((JdkSslContext) builder.build()).context();
        var socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        return new TlsClient(socket);
    }

    /** A file of the tests' certificates. */
    static File file(String name) {
        return new File("src/test/resources/tls", name);
    }

    /** The DNS names in the server's certificate. */
    String serverNames() throws Exception {
        var leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return leaf.getSubjectAlternativeNames().stream()
                .filter(name -> name.get(0).equals(2))
                .map(name -> name.get(1).toString())
                .reduce("", (a, b) -> (a + " " + b).trim());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Everything up to the server's closing alert; fails where the connection ends without one. */
    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
