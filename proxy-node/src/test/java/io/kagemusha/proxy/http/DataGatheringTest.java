package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataGatheringTest {

    private static final int LARGE = 10_000;

    private final DefaultHttp2Connection connection = new DefaultHttp2Connection(true, 0);
    private final EmbeddedChannel channel = new EmbeddedChannel(new DataGathering(connection));
    /** All that was read from the network, of which each frame is a part. */
    private final ByteBuf read = Unpooled.buffer(64 * 1024);

    private Stream first;
    private Stream second;

    private record Stream(Http2Stream stream) implements Http2FrameStream {

        @Override
        public int id() {
            return stream.id();
        }

        @Override
        public Http2Stream.State state() {
            return stream.state();
        }
    }

    @BeforeEach
    void open() throws Exception {
        first = new Stream(connection.remote().createStream(1, false));
        second = new Stream(connection.remote().createStream(3, false));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
        assertThat(read.refCnt()).as("references to what was read").isEqualTo(1);
        read.release();
    }

    private void receive(Stream stream, String text, boolean end, int padding) {
        int at = read.writerIndex();
        read.writeCharSequence(text, US_ASCII);
        ByteBuf part = read.retainedSlice(at, text.length());
        channel.writeInbound(new DefaultHttp2DataFrame(part, end, padding).stream(stream));
    }

    private void receive(Stream stream, String text) {
        receive(stream, text, false, 0);
    }

    private List<Http2DataFrame> frames() {
        var frames = new ArrayList<Http2DataFrame>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            frames.add((Http2DataFrame) next);
        }
        return frames;
    }

    private static List<String> texts(List<Http2DataFrame> frames) {
        return frames.stream()
                .map(frame -> {
                    String text = frame.content().toString(US_ASCII);
                    frame.release();
                    return text;
                })
                .toList();
    }

    @Test
    void makesOneOfSmallFramesThatWait() {
        for (int i = 0; i < 1000; i++) {
            receive(first, "a");
            receive(second, "b");
        }

        assertThat(read.refCnt()).as("references to what was read").isEqualTo(1);
        assertThat(texts(frames())).containsExactly("a".repeat(1000), "b".repeat(1000));
    }

    @Test
    void countsTheWindowOfAllThatIsGathered() {
        receive(first, "a", false, 7);
        receive(first, "", false, 1);
        receive(first, "bc");

        List<Http2DataFrame> frames = frames();

        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.initialFlowControlledBytes()).isEqualTo(1 + 7 + 1 + 2);
            assertThat(frame.stream()).isEqualTo(first);
            assertThat(frame.isEndStream()).isFalse();
        });
        texts(frames);
    }

    @Test
    void addsNothingToWhatWasTaken() {
        receive(first, "a");
        List<Http2DataFrame> before = frames();
        List<String> taken = texts(before);
        receive(first, "b");

        assertThat(taken).containsExactly("a");
        assertThat(texts(frames())).containsExactly("b");
    }

    @Test
    void addsNothingToWhatWasThrownAway() {
        receive(first, "a");
        frames().forEach(Http2DataFrame::release);
        receive(first, "b");

        assertThat(texts(frames())).containsExactly("b");
    }

    @Test
    void keepsTheOrderAndTheEnd() {
        receive(first, "a");
        receive(first, "L".repeat(LARGE));
        receive(first, "b");
        receive(first, "c");
        receive(first, "d", true, 0);

        List<Http2DataFrame> frames = frames();

        assertThat(frames).extracting(Http2DataFrame::isEndStream).containsExactly(false, false, false, true);
        assertThat(texts(frames)).containsExactly("a", "L".repeat(LARGE), "bc", "d");
    }

    @Test
    void gathersNoMoreThanAFrameHolds() {
        for (int i = 0; i < 5; i++) {
            receive(first, "x".repeat(7_000));
        }

        assertThat(texts(frames())).extracting(String::length).containsExactly(14_000, 14_000, 7_000);
    }

    @Test
    void passesOtherFramesOn() {
        var trailers = new DefaultHttp2HeadersFrame(EmptyHttp2Headers.INSTANCE, true).stream(first);

        channel.writeInbound(trailers);

        Object passed = channel.readInbound();
        assertThat(passed).isSameAs(trailers);
    }
}
