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

    /** What an instance did that could not be connected to, to follow its name. */
    static String event(FailureKind kind) {
        return switch (kind) {
            case CONNECT_REFUSED -> "refused the connection";
            case CONNECT_TIMEOUT -> "did not take a connection in time";
            case DNS -> "has no address";
            case TLS -> "failed the TLS handshake";
            case RESPONSE_TIMEOUT, RESET, TRUNCATED, PROTOCOL_ERROR, TOO_LARGE, SHED, ABORTED_BY_CLIENT ->
                throw new IllegalArgumentException("kind: " + kind + " (expected: one of failing to connect)");
        };
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
