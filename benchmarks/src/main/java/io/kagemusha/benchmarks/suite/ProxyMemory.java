package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Jcmd;
import io.kagemusha.benchmarks.peer.FaultyServer;
import io.kagemusha.benchmarks.peer.FaultyServer.Fault;
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
import java.util.concurrent.TimeUnit;

/**
 * What an idle kept connection costs, and what an exchange in flight does, its two connections included: the resident
 * memory of the whole process with many of them, less what it was with a tenth of them.
 */
public final class ProxyMemory implements Suite {

    /** Many machines allow a process 20 000 files, and an exchange in flight takes two. */
    private static final int MANY = 8_000;

    private static final int FEW = MANY / 10;
    private static final byte[] REQUEST = "GET /1024 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Makes sure that a connection is in the state that is to be measured. */
    private interface Settling {

        void await(SocketChannel newest, int open) throws IOException, InterruptedException;
    }

    @Override
    public String name() {
        return "proxy-memory";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var table = new MarkdownTable("peer", "what", "how many", "resident MiB", "KiB for each further one");
        for (Peer peer : List.of(new Nginx("nginx"), new VertxProxy(), new ProxyNode("kagemusha"))) {
            try (RunningPeer running = peer.start(surroundings.bench(), surroundings.setting(0))) {
                measure(running, "idle connection", table, (newest, open) -> readAnswer(newest));
            }
            try (var hanging = new FaultyServer(Fault.HANGS);
                    RunningPeer running = peer.start(surroundings.bench(), surroundings.masterAt(hanging.port()))) {
                measure(running, "exchange in flight", table, (newest, open) -> awaitAccepted(hanging, open));
            }
            surroundings.write(name() + ".md", table.toString());
        }
        System.out.println(table);
    }

    private static void measure(RunningPeer peer, String what, MarkdownTable table, Settling settling)
            throws IOException, InterruptedException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            long few = residentWith(peer, open, FEW, settling);
            long many = residentWith(peer, open, MANY, settling);
            table.row(
                    peer.peer().name(),
                    what,
                    String.valueOf(MANY),
                    String.valueOf(many / 1024),
                    String.format(Locale.ROOT, "%.1f", (double) (many - few) / (MANY - FEW)));
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static long residentWith(RunningPeer peer, List<SocketChannel> open, int count, Settling settling)
            throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port());
        while (open.size() < count) {
            SocketChannel channel = SocketChannel.open(address);
            open.add(channel);
            channel.write(ByteBuffer.wrap(REQUEST));
            settling.await(channel, open.size());
        }
        if (peer.peer().isCompiledAtRunTime()) {
            Jcmd.collectGarbage(peer.process().pid());
        }
        return peer.process().residentKibibytes();
    }

    private static void readAnswer(SocketChannel channel) throws IOException {
        var answer = ByteBuffer.allocate(8192);
        while (answer.position() < 1024 && channel.read(answer) >= 0) {
            // The head is shorter than 1 KiB, so the body has begun by then
        }
    }

    private static void awaitAccepted(FaultyServer hanging, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (hanging.accepted() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        hanging.accepted() + " requests reached the backend (expected: " + count + ")");
            }
            TimeUnit.MICROSECONDS.sleep(100);
        }
    }
}
