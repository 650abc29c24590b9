package io.kagemusha.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResolverIT {

    private static final InetSocketAddress NAME = InetSocketAddress.createUnresolved("backend.kagemusha.test", 3000);

    @Test
    void keepsAnAddressAsLongAsItMayAndNoLonger() throws Exception {
        try (var lasting = new NameServer(3600, 1);
                var brief = new NameServer(1, 1);
                var resolvers = new Resolvers()) {
            var keeps = resolvers.by(lasting);
            var asksAgain = resolvers.by(brief);
            assertThat(address(keeps)).isEqualTo("127.0.0.1");
            assertThat(address(asksAgain)).isEqualTo("127.0.0.1");

            lasting.answers = List.of(2);
            brief.answers = List.of(2);

            await().until(() -> address(asksAgain).equals("127.0.0.2"));
            assertThat(address(keeps)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void takesAllAddressesOfANameInTurns() throws Exception {
        try (var server = new NameServer(3600, 1, 2, 3);
                var resolvers = new Resolvers()) {
            var resolver = resolvers.by(server);
            Set<String> seen = new HashSet<>();

            await().until(() -> {
                seen.add(address(resolver));
                return seen.size() == 3;
            });
        }
    }

    private static String address(AddressResolver<InetSocketAddress> resolver) throws Exception {
        return resolver.resolve(NAME).get(20, TimeUnit.SECONDS).getAddress().getHostAddress();
    }

    private static final class Resolvers implements AutoCloseable {

        private final EventLoopGroup loops = Transport.best().eventLoops(1);

        AddressResolver<InetSocketAddress> by(NameServer server) {
            AddressResolverGroup<InetSocketAddress> group =
                    Transport.best().resolver(new SingletonDnsServerAddressStreamProvider(server.address()));
            return group.getResolver(loops.next());
        }

        @Override
        public void close() {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** Answers every question with addresses 127.0.0.N (RFC 1035, 4.1). */
    private static final class NameServer implements AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final int ttlSeconds;
        private volatile List<Integer> answers;

        NameServer(int ttlSeconds, Integer... answers) throws IOException {
            this.ttlSeconds = ttlSeconds;
            this.answers = List.of(answers);
            var thread = new Thread(this::serve, "name-server");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }

        private void serve() {
            var packet = new DatagramPacket(new byte[512], 512);
            try {
                while (true) {
                    packet.setLength(512);
                    socket.receive(packet);
                    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed by the test
            }
        }

        private byte[] answer(byte[] question) {
            int nameEnd = 12;
            while (question[nameEnd] != 0) {
                nameEnd += question[nameEnd] + 1;
            }
            int questionEnd = nameEnd + 5;
            boolean asksForA = question[nameEnd + 2] == 1;
            List<Integer> given = asksForA ? answers : List.of();
            byte[] answer = Arrays.copyOf(question, questionEnd + 16 * given.size());
            answer[2] = (byte) 0x81;
            answer[3] = (byte) 0x80;
            answer[7] = (byte) given.size();
            // No additional records, of which the question may have had one
            answer[11] = 0;
            int at = questionEnd;
            for (int last : given) {
                byte[] record = {
                    (byte) 0xc0,
                    12,
                    0,
                    1,
                    0,
                    1,
                    0,
                    0,
                    (byte) (ttlSeconds >> 8),
                    (byte) ttlSeconds,
                    0,
                    4,
                    127,
                    0,
                    0,
                    (byte) last
                };
                System.arraycopy(record, 0, answer, at, record.length);
                at += record.length;
            }
            return answer;
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
