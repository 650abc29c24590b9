package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Names for what kept a connection from being opened. */
final class ConnectFailures {

    private ConnectFailures() {}

    static Failure of(Instance instance, Throwable cause) {
        return new Failure(kind(cause), instance + ": " + cause.getMessage());
    }

    private static FailureKind kind(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return FailureKind.CONNECT_TIMEOUT;
        }
        if (cause instanceof UnknownHostException) {
            return FailureKind.DNS;
        }
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            return FailureKind.TLS;
        }
        return FailureKind.CONNECT_REFUSED;
    }
}
