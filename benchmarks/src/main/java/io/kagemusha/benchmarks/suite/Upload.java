package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.RunningPeer;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What memory a large upload takes that is sent on to master and shadow: the most that was resident, beside small ones. */
public final class Upload implements Suite {

    private static final long MEBIBYTE = 1 << 20;
    private static final int SMALL_UPLOADS = 1024;
    private static final int PART = 64 * 1024;

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException {
        var table = new MarkdownTable(
                "peer", "most resident MiB after 1 024 uploads of 1 MiB", "after one of 1 GiB", "more, in MiB");
        var peer = new ProxyNode("kagemusha, one shadow");
        try (RunningPeer running = peer.start(surroundings.bench(), surroundings.setting(1))) {
            for (int i = 0; i < SMALL_UPLOADS; i++) {
                upload(running.port(), MEBIBYTE);
            }
            long small = running.process().peakResidentKibibytes();
            upload(running.port(), 1024 * MEBIBYTE);
            long large = running.process().peakResidentKibibytes();
            table.row(
                    peer.name(),
                    String.valueOf(small / 1024),
                    String.valueOf(large / 1024),
                    String.valueOf((large - small) / 1024));
        }
        System.out.println(table);
        surroundings.write(name() + ".md", table.toString());
    }

    private static void upload(int port, long bytes) throws IOException {
        try (var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            String head =
                    "POST /1024 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + bytes + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            var part = ByteBuffer.allocateDirect(PART);
            for (long left = bytes; left > 0; left -= part.limit()) {
                part.clear().limit((int) Math.min(PART, left));
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            var answer = ByteBuffer.allocate(PART);
            while (channel.read(answer) >= 0) {
                // Until its end
            }
            String status = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
            if (!status.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("an upload was answered: " + status);
            }
        }
    }
}
