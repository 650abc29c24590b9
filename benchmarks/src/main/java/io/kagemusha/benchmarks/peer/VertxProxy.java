package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.io.IOException;

/** vertx-http-proxy, another reverse proxy on Netty. It has no mirroring. */
public record VertxProxy() implements Peer {

    private static final int CONNECTIONS = 10_000;

    @Override
    public String name() {
        return "vertx-http-proxy";
    }

    @Override
    public boolean isCompiledAtRunTime() {
        return true;
    }

    @Override
    public RunningPeer start(Bench bench, Setting setting) throws IOException {
        int port = Ports.free();
        PinnedProcess process = bench.startMeasured(
                "vertx-" + port,
                Bench.java(VertxProxy.class.getName(), String.valueOf(port), String.valueOf(setting.master())));
        Ports.awaitOpen(port, process, name());
        return new RunningPeer(this, process, port);
    }

    /** The process: listens on the first port, forwards to the second. */
    public static void main(String[] ports) {
        Vertx vertx = Vertx.vertx();
        var client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        HttpProxy proxy = HttpProxy.reverseProxy(client);
        proxy.origin(Integer.parseInt(ports[1]), "127.0.0.1");
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(ports[0])))
                .requestHandler(proxy)
                .listen();
    }
}
