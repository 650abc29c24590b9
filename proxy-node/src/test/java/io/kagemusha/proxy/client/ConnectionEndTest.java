package io.kagemusha.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.http.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionEndTest {

    private static final int IDLE_SECONDS = 10;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final SlowChannel channel = new SlowChannel(ticker);
    private ConnectionEnd end;

    /** A channel whose client may not read. */
    private static final class SlowChannel extends EmbeddedChannel {

        private boolean stuck;

        SlowChannel(MockTicker ticker) {
            super(EmbeddedChannel.builder().ticker(ticker));
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer written) throws Exception {
            if (!stuck) {
                super.doWrite(written);
            }
        }
    }

    @BeforeEach
    void assemble() throws Exception {
        String yaml = """
                listeners: [ { address: 127.0.0.1:0 } ]
                client-timeout: %ds
                backends: { production: { url: http://127.0.0.1:1, master: true } }
                """.formatted(IDLE_SECONDS);
        ClientSettings settings = ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY))
                .proxy()
                .client();
        var reader = new SlowReader(channel, settings.idleTimeout().toNanos(), channel::close);
        var patience = new io.kagemusha.proxy.client.Patience(channel.eventLoop(), settings, channel::close);
        end = new ConnectionEnd(channel, new MessageWriter(channel), patience, reader);
        channel.pipeline().addLast(Http1Codec.requestDecoder(settings.limits().messages()));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(long seconds) {
        ticker.advance(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void keepsNothingOfWhatComesAfterwardsBehindARequestForATunnel() {
        channel.writeInbound(bytes("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nahead"));
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        ReferenceCountUtil.release(channel.readInbound());
        channel.stuck = true;

        end.linger();
        channel.runPendingTasks();
        channel.writeInbound(bytes("more"));

        ByteBuf ahead = channel.readInbound();
        ByteBuf more = channel.readInbound();
        assertThat(ahead.toString(StandardCharsets.ISO_8859_1)).isEqualTo("ahead");
        assertThat(more.toString(StandardCharsets.ISO_8859_1)).isEqualTo("more");
        ahead.release();
        more.release();
    }

    @Test
    void closesWhoDoesNotReadTheLittleThatIsLeft() {
        channel.stuck = true;
        channel.writeAndFlush(bytes("answer"));

        end.close();
        for (int i = 0; i < 4; i++) {
            pass(IDLE_SECONDS);
            assertThat(channel.isOpen()).isTrue();
        }
        pass(IDLE_SECONDS);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void doesNotHurryWhoHasNotBeenSentEverything() {
        channel.stuck = true;
        channel.writeAndFlush(bytes("answer"));

        end.linger();
        pass(IDLE_SECONDS);

        assertThat(channel.isOpen()).isTrue();
    }
}
