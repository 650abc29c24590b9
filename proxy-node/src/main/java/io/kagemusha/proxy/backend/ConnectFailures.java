package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Exception;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Names for what kept a connection from being opened. */
final class ConnectFailures {

    private ConnectFailures() {}

    /** The server speaks TLS, but only HTTP/1.1. */
    static Exception noHttp2() {
        return new SSLHandshakeException("the server did not agree to speak HTTP/2");
    }

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
            case PROTOCOL_ERROR -> "does not speak HTTP/2";
            case RESPONSE_TIMEOUT, RESET, TRUNCATED, TOO_LARGE, SHED, ABORTED_BY_CLIENT ->
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
        if (cause instanceof Http2Exception) {
            return FailureKind.PROTOCOL_ERROR;
        }
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            return FailureKind.TLS;
        }
        return FailureKind.CONNECT_REFUSED;
    }
}
