package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.configuration.BackendUrl;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.SocketPath;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.http.RequestTarget;
import io.kagemusha.proxy.http.Origin;
import io.kagemusha.proxy.tls.Replaceable;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One server of a backend. Two of them are never equal, even with the same URL: what is kept for one, its connections
 * above all, is nothing that another backend could use up. Safe for use by several threads.
 */
final class Instance {

    /** Hears when an instance goes down or comes back, once for each time, on the thread that noticed. */
    interface Listener {

        /**
         * It is passed over from now on.
         *
         * @param event what it did, to follow its name
         * @param cause what is known beyond that, may be empty
         */
        void onDown(Instance instance, String event, String cause);

        void onUp(Instance instance, long downNanos);
    }

    /** What a server behind a unix socket is called. */
    private static final String LOCAL = "localhost";

    private final @Nullable SocketPath socket;
    private final String host;
    private final int port;
    private final String basePath;
    private final String query;
    private final @Nullable Replaceable<SslContext> tls;
    private final Origin origin;
    private final String serverName;
    private final InstanceSettings settings;
    private final InstanceHealth health;
    private final Listener listener;

    /**
     * Creates an instance.
     *
     * @param url its path is joined before that of every target, its query to every target's with {@code &}
     * @param tls for https
     */
    Instance(
            URI url,
            @Nullable Replaceable<SslContext> tls,
            InstanceSettings settings,
            LongSupplier nanoTime,
            Listener listener) {
        String path = BackendUrl.basePath(url);
        this.socket = BackendUrl.socket(url);
        this.host = withoutBrackets(url.getHost());
        this.port = url.getPort();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.query = url.getRawQuery() == null ? "" : url.getRawQuery();
        this.tls = url.getScheme().equals("https") ? tls : null;
        this.origin = new Origin(url.getScheme(), authority());
        String name = settings.tls().serverName();
        this.serverName = name == null ? (socket == null ? host : LOCAL) : name;
        this.settings = settings;
        this.health = new InstanceHealth(settings, nanoTime);
        this.listener = listener;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    InstanceSettings settings() {
        return settings;
    }

    /** Null where it has host and port. */
    @Nullable
    SocketPath socket() {
        return socket;
    }

    InetSocketAddress unresolvedAddress() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    boolean isUp() {
        return health.isUp();
    }

    /** Whether it is down and the caller's request shall try it. */
    boolean takeTrial() {
        return health.takeTrial();
    }

    /** It could not be connected to. */
    void onConnectFailed(Failure cause) {
        if (health.onFailure()) {
            listener.onDown(this, ConnectFailures.event(cause.kind()), cause.reason());
        }
    }

    /** It was connected to, or has answered. */
    void onAlive() {
        tellIfUp(health.onSuccess());
    }

    /** It failed as many probes as it may. */
    void onProbesFailed(String event) {
        if (health.onProbesFailed()) {
            listener.onDown(this, event, "");
        }
    }

    /** It passed as many probes as it must. */
    void onProbesPassed() {
        tellIfUp(health.onProbesPassed());
    }

    private void tellIfUp(long downNanos) {
        if (downNanos >= 0) {
            listener.onUp(this, downNanos);
        }
    }

    /** Lets TLS begin on a new connection to it, where its scheme says so. */
    void addTls(Channel channel) {
        if (tls != null) {
            channel.pipeline().addLast("tls", tls.get().newHandler(channel.alloc(), serverName, port));
        }
    }

    /** Whether calls may share a connection to it. */
    boolean maySpeakHttp2() {
        return switch (settings.connections().protocol()) {
            case HTTP1 -> false;
            case H2 -> true;
            case AUTO -> tls != null;
        };
    }

    /**
     * What is spoken on a new connection, whose TLS handshake is done where it has one.
     *
     * @return {@code HTTP1} or {@code H2}; null when the server did not agree to what it must
     */
    @Nullable
    BackendProtocol agreedOn(Channel channel) {
        BackendProtocol wanted = settings.connections().protocol();
        SslHandler secured = channel.pipeline().get(SslHandler.class);
        if (secured == null) {
            return wanted == BackendProtocol.H2 ? wanted : BackendProtocol.HTTP1;
        }
        if (ApplicationProtocolNames.HTTP_2.equals(secured.applicationProtocol())) {
            return BackendProtocol.H2;
        }
        return wanted == BackendProtocol.H2 ? null : BackendProtocol.HTTP1;
    }

    /** The target as this server shall see it, in origin-form (RFC 9112, 3.2.1); byte for byte where nothing is joined. */
    String target(String received) {
        String target = RequestTarget.originForm(received);
        if (basePath.isEmpty() && query.isEmpty()) {
            return target;
        }
        if (target.equals("*")) {
            return target;
        }
        String joined = basePath + target;
        if (query.isEmpty()) {
            return joined;
        }
        return joined + (joined.indexOf('?') < 0 ? '?' : '&') + query;
    }

    Origin origin() {
        return origin;
    }

    /** Host and port as they stand in a {@code Host} field. */
    String authority() {
        if (socket != null) {
            return LOCAL;
        }
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }

    @Override
    public String toString() {
        return socket == null ? authority() : socket.toString();
    }
}
