package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.peer.Nginx;
import io.kagemusha.benchmarks.peer.Peer;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.RunningPeer;
import io.kagemusha.benchmarks.peer.VertxProxy;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an idle kept connection costs: the resident memory of the whole process with many of them, after each had an
 * answer, less what it was with a tenth of them.
 */
public final class IdleConnections implements Suite {

    private static final int FEW = 1_000;
    private static final int MANY = 10_000;
    private static final byte[] REQUEST = "GET /1024 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "idle-connections";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException {
        var table = new MarkdownTable("peer", "connections", "resident MiB", "KiB for each further connection");
        for (Peer peer : List.of(new Nginx("nginx"), new VertxProxy(), new ProxyNode("kagemusha"))) {
            try (RunningPeer running = peer.start(surroundings.bench(), surroundings.setting(0))) {
                measure(surroundings.bench(), running, table);
            }
            surroundings.write(name() + ".md", table.toString());
        }
        System.out.println(table);
    }

    private static void measure(Bench bench, RunningPeer peer, MarkdownTable table) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            long few = residentWith(peer, open, FEW, bench);
            long many = residentWith(peer, open, MANY, bench);
            double each = (double) (many - few) / (MANY - FEW);
            table.row(
                    peer.peer().name(),
                    String.valueOf(MANY),
                    String.valueOf(many / 1024),
                    String.format(Locale.ROOT, "%.1f", each));
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static long residentWith(RunningPeer peer, List<SocketChannel> open, int count, Bench bench)
            throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port());
        while (open.size() < count) {
            SocketChannel channel = SocketChannel.open(address);
            open.add(channel);
            channel.write(ByteBuffer.wrap(REQUEST));
            var answer = ByteBuffer.allocate(8192);
            while (answer.position() < 1024 && channel.read(answer) >= 0) {
                // The head is shorter than 1 KiB, so the body has begun by then
            }
        }
        if (peer.peer().isCompiledAtRunTime()) {
            bench.collectGarbage(peer.process().pid());
        }
        return peer.process().residentKibibytes();
    }
}
