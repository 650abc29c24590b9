package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies that are larger than all of the node's memory, both ways at once: the backend sends back what it gets.
 * {@code -Dstream.size=1073741824} for a GiB.
 */
class LargeStreamIT {

    private static final long SIZE = Long.getLong("stream.size", 192L << 20);
    private static final int BLOCK = 1 << 16;
    private static final String[] MEMORY = {"-Xmx96m", "-XX:MaxDirectMemorySize=64m"};

    @TempDir
    private Path directory;

    private static TestBackend echo() throws Exception {
        return TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
            call.echo();
        });
    }

    @Test
    void goThroughBesideAShadow() throws Exception {
        try (var production = echo();
                var staging = echo();
                var node = node(production, staging)) {
            assertGoesThrough(node);

            await().until(() -> node.metric("kagemusha_exchanges_running") == 0);
        }
    }

    @Test
    void goThroughBesideAShadowThatReadsAKibibyteASecond() throws Exception {
        var ended = new CountDownLatch(1);
        Callable<Boolean> second = () -> ended.await(1, TimeUnit.SECONDS);
        try (var production = echo();
                var staging = TestBackend.withSmallWindow(call -> {
                    while (!second.call()) {
                        call.read(1024);
                    }
                });
                var node = node(production, staging)) {
            assertGoesThrough(node);

            await().until(() -> node.metric("kagemusha_shadow_shed_total") == 1);
        } finally {
            ended.countDown();
        }
    }

    private NodeProcess node(TestBackend production, TestBackend staging) throws Exception {
        String yaml = """
                backends:
                  production: { url: %s, master: true }
                  staging: { url: %s }
                """.formatted(production.url(), staging.url());
        return NodeProcess.start(directory, yaml, 0, MEMORY);
    }

    private static void assertGoesThrough(NodeProcess node) throws Exception {
        try (var client = new Socket(node.address().getAddress(), node.address().getPort())) {
            long begin = System.nanoTime();
            var sent = CompletableFuture.supplyAsync(() -> send(client));

            assertThat(receive(client.getInputStream())).isEqualTo(sent.join());

            System.out.printf(
                    "%d MiB both ways in %.1f s, %s%n", SIZE >> 20, (System.nanoTime() - begin) / 1e9, memory(node));
            assertThat(node.output()).doesNotContain("OutOfMemory");
        }
    }

    /** The most that the process has had in memory, where the system tells. */
    private static String memory(NodeProcess node) throws Exception {
        Path status = Path.of("/proc/" + node.pid() + "/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("")
                : "";
    }

    private static String send(Socket client) {
        try {
            OutputStream out = client.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(ISO_8859_1));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[BLOCK];
            new Random(1).nextBytes(block);
            for (long at = 0; at < SIZE; at += BLOCK) {
                block[0]++;
                digest.update(block);
                out.write(block);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String receive(InputStream in) throws Exception {
        assertThat(RawMessage.readHead(in).status()).isEqualTo(200);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] block = new byte[BLOCK];
        long left = SIZE;
        while (left > 0) {
            int count = in.read(block, 0, (int) Math.min(BLOCK, left));
            assertThat(count).isPositive();
            digest.update(block, 0, count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
