package io.kagemusha.proxy;

import static io.kagemusha.proxy.FrameClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that make work and want no answer (RFC 9113, 10.5). */
@ExtendWith(BufferLeaks.class)
class Http2AbuseIT {

    private static final int UNKNOWN = 0x42;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int LONG = 5_000_000;

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);
    private TestBackend production;
    private FrameClient client;

    @BeforeEach
    void start() throws Exception {
        production = proxy.backend(TestBackend.withSmallWindow(call -> {
            if (call.head().target().equals("/unread")) {
                call.await(released);
            }
            if (call.head().target().equals("/broken")) {
                call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart");
                call.close();
                return;
            }
            if (call.head().target().equals("/long")) {
                call.send("HTTP/1.1 200 OK\r\nContent-Length: " + LONG + "\r\n\r\n");
                call.send(new byte[LONG]);
                return;
            }
            if (call.head().target().equals("/wait")) {
                call.await(released);
            }
            call.answer("hello");
        }));
        proxy.startYaml("""
                limits: { max-streams: 10, max-stream-resets: 20 }
                backends: { production: { url: "%s", master: true } }
                """.formatted(production.url()));
        client = FrameClient.connect(proxy.address());
    }

    @AfterEach
    void close() throws Exception {
        released.countDown();
        client.close();
    }

    private long codeAfter(byte[] flood) throws Exception {
        try {
            client.send(flood);
        } catch (SocketException e) {
            // It was cut off before it had sent all
        }
        long code = client.awaitGoAway().code();
        client.awaitEnd();
        await().untilAsserted(() ->
                assertThat(proxy.gauge("kagemusha.client.connections")).isZero());
        return code;
    }

    @Test
    @DisplayName("RFC 9113, 5.1.2: a stream more than allowed is refused, and the others go on")
    void refusesStreamsBeyondTheLimit() throws Exception {
        for (int i = 0; i < 10; i++) {
            client.get(2 * i + 1, "/wait");
        }

        client.get(21, "/");

        assertThat(client.awaitReset(21)).isEqualTo(FrameClient.REFUSED_STREAM);
        released.countDown();
        for (int i = 0; i < 10; i++) {
            assertThat(client.await(2 * i + 1).text()).isEqualTo("hello");
        }
        assertThat(client.get(23, "/").await(23).text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("RFC 9113, 10.5: requests that are taken back at once (CVE-2023-44487)")
    void endsConnectionThatResetsItsStreams() throws Exception {
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            flood.writeBytes(FrameClient.frame(
                    FrameClient.HEADERS,
                    FrameClient.END_HEADERS | FrameClient.END_STREAM,
                    2 * i + 1,
                    FrameClient.block(request("GET", "/"))));
            flood.writeBytes(FrameClient.frame(
                    FrameClient.RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, (byte) FrameClient.CANCEL}));
        }

        assertThat(codeAfter(flood.toByteArray())).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
        assertThat(production.heads()).isLessThanOrEqualTo(21);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: faults that make the server reset streams (CVE-2025-8671)")
    void endsConnectionThatHasItsStreamsReset() throws Exception {
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            flood.writeBytes(FrameClient.frame(
                    FrameClient.HEADERS, FrameClient.END_HEADERS, 2 * i + 1, FrameClient.block(request("POST", "/"))));
            flood.writeBytes(FrameClient.frame(FrameClient.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]));
        }

        assertThat(codeAfter(flood.toByteArray())).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
        assertThat(production.heads()).isLessThanOrEqualTo(21);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: resets for the faults of others are not the client's")
    void keepsConnectionWhoseAnswersBreakOff() throws Exception {
        for (int i = 0; i < 30; i++) {
            assertThat(client.get(2 * i + 1, "/broken").awaitReset(2 * i + 1)).isEqualTo(FrameClient.INTERNAL_ERROR);
        }

        assertThat(client.get(101, "/").await(101).text()).isEqualTo("hello");
        assertThat(client.hasGoAway()).isFalse();
    }

    @Test
    @DisplayName("RFC 9113, 10.5.1: a header section in endless small CONTINUATION frames (CVE-2024-27316)")
    void endsConnectionThatNeverEndsItsHeaderSection() throws Exception {
        var flood = new ByteArrayOutputStream();
        flood.writeBytes(FrameClient.frame(FrameClient.HEADERS, 0, 1, FrameClient.block(request("GET", "/"))));
        for (int i = 0; i < 1000; i++) {
            flood.writeBytes(FrameClient.frame(FrameClient.CONTINUATION, 0, 1, FrameClient.block("x", "1")));
        }

        assertThat(codeAfter(flood.toByteArray())).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
        assertThat(production.heads()).isZero();
    }

    @Test
    @DisplayName("RFC 9113, 10.5.1: a header section far beyond the limit in large CONTINUATION frames")
    void endsConnectionWithAHugeHeaderSection() throws Exception {
        var flood = new ByteArrayOutputStream();
        flood.writeBytes(FrameClient.frame(FrameClient.HEADERS, 0, 1, FrameClient.block(request("GET", "/"))));
        for (int i = 0; i < 100; i++) {
            flood.writeBytes(
                    FrameClient.frame(FrameClient.CONTINUATION, 0, 1, FrameClient.block("x", "1".repeat(16_000))));
        }

        assertThat(codeAfter(flood.toByteArray())).isNotEqualTo(FrameClient.NO_ERROR);
        assertThat(production.heads()).isZero();
    }

    @Test
    @DisplayName("RFC 9113, 10.5: DATA frames without data (CVE-2019-9518)")
    void endsConnectionThatSendsNothingButFrames() throws Exception {
        client.post(1, "/");
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            flood.writeBytes(FrameClient.frame(FrameClient.DATA, 0, 1, new byte[0]));
        }

        assertThat(codeAfter(flood.toByteArray())).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: PING frames on and on (CVE-2019-9512)")
    void endsConnectionThatPingsOnAndOn() throws Exception {
        byte[] ping = FrameClient.frame(FrameClient.PING, 0, 0, new byte[8]);
        assertThat(codeAfter(repeated(ping, 12_000))).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: SETTINGS frames on and on (CVE-2019-9515)")
    void endsConnectionThatChangesItsSettingsOnAndOn() throws Exception {
        byte[] settings = FrameClient.frame(FrameClient.SETTINGS, 0, 0, new byte[0]);
        assertThat(codeAfter(repeated(settings, 12_000))).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: frames of types that nobody knows, on and on")
    void endsConnectionThatSendsUnknownFramesOnAndOn() throws Exception {
        client.post(1, "/");
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < 6_000; i++) {
            flood.writeBytes(FrameClient.frame(UNKNOWN, 0, 0, new byte[0]));
            flood.writeBytes(FrameClient.frame(UNKNOWN, 0, 1, new byte[0]));
        }

        assertThat(codeAfter(flood.toByteArray())).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: PRIORITY frames on and on (CVE-2019-9513)")
    void endsConnectionThatSetsPrioritiesOnAndOn() throws Exception {
        byte[] priority = FrameClient.frame(FrameClient.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 16});
        assertThat(codeAfter(repeated(priority, 12_000))).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: WINDOW_UPDATE frames on and on, where nothing is sent")
    void endsConnectionThatOpensItsWindowOnAndOn() throws Exception {
        byte[] update = FrameClient.frame(FrameClient.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
        assertThat(codeAfter(repeated(update, 12_000))).isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("RFC 9113, 10.5: who opens its windows again after each small DATA frame only reads")
    void readsThroughSmallWindows() throws Exception {
        client.settings(INITIAL_WINDOW_SIZE, 500);

        client.get(1, "/long");

        assertThat(client.await(1).bytes()).isEqualTo(LONG);
    }

    @Test
    @DisplayName("RFC 9113, 5.5: what is of an unknown type is thrown away, also on a stream that is not read")
    void keepsNothingOfUnknownFrames() throws Exception {
        client.post(1, "/unread");
        while (client.takeWindow(1, 10_000)) {
            client.data(1, false, new byte[10_000]);
        }
        byte[] frame = FrameClient.frame(UNKNOWN, 0, 1, new byte[10_000]);
        long before = directMemory();

        for (int i = 0; i < 50; i++) {
            client.send(repeated(frame, 100));
        }
        client.ping().awaitPingAck(1);

        assertThat(directMemory() - before).as("of 50 MB").isLessThan(10_000_000);
        released.countDown();
        assertThat(client.data(1, true, "").await(1).text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("RFC 9113, 6.9: a stream that is not read keeps what its window counts, not all that came with it")
    void keepsNoMoreThanTheWindowCounts() throws Exception {
        client.post(1, "/unread");
        while (client.takeWindow(1, 10_000)) {
            client.data(1, false, new byte[10_000]);
        }
        byte[] large = repeated(FrameClient.frame(UNKNOWN, 0, 0, new byte[15_000]), 4);
        long before = directMemory();

        for (int i = 0; i < 800; i++) {
            client.data(1, false, "x").send(large);
        }
        client.ping().awaitPingAck(1);

        assertThat(directMemory() - before).as("of 48 MB").isLessThan(10_000_000);
        released.countDown();
        assertThat(client.data(1, true, "").await(1).text()).isEqualTo("hello");
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    @DisplayName("RFC 9113, 4.2, 5.1, 5.1.1, 6.5: frames that break the connection's rules end it")
    void endsConnectionThatBreaksTheRules() throws Exception {
        assertThat(codeOf(FrameClient.frame(FrameClient.DATA, 0, 1, new byte[5])))
                .as("5.1: DATA on an idle stream")
                .isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(codeOf(FrameClient.frame(FrameClient.SETTINGS, 0, 0, new byte[5])))
                .as("6.5: SETTINGS of five bytes")
                .isEqualTo(FrameClient.FRAME_SIZE_ERROR);
        assertThat(codeOf(FrameClient.frame(FrameClient.PING, 0, 1, new byte[8])))
                .as("6.7: PING on a stream")
                .isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(codeOf(FrameClient.frame(FrameClient.DATA, 0, 1, new byte[20_000])))
                .as("4.2: a frame larger than allowed")
                .isEqualTo(FrameClient.FRAME_SIZE_ERROR);
        assertThat(codeOf(FrameClient.frame(
                        FrameClient.HEADERS,
                        FrameClient.END_HEADERS | FrameClient.END_STREAM,
                        2,
                        FrameClient.block(request("GET", "/")))))
                .as("5.1.1: a stream of an even number")
                .isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(codeOf(FrameClient.frame(
                        FrameClient.PUSH_PROMISE, FrameClient.END_HEADERS, 1, new byte[] {0, 0, 0, 2})))
                .as("8.4: a client that pushes")
                .isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(codeOf(FrameClient.frame(
                        FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 1, new byte[] {-1})))
                .as("4.3: a header section that cannot be decoded")
                .isEqualTo(FrameClient.COMPRESSION_ERROR);
        assertThat(production.heads()).isZero();
    }

    private long codeOf(byte[] frame) throws Exception {
        try (var other = FrameClient.connect(proxy.address())) {
            long code = other.send(frame).awaitGoAway().code();
            other.awaitEnd();
            return code;
        }
    }

    private static byte[] repeated(byte[] frame, int times) {
        byte[] all = new byte[frame.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(frame, 0, all, i * frame.length, frame.length);
        }
        return Arrays.copyOf(all, all.length);
    }
}
