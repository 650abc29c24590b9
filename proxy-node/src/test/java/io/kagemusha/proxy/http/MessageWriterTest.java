package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MessageWriter writer = new MessageWriter(channel);

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void sendsHeadAndSmallBodyAsOneBuffer() {
        // When
        head("head");
        writer.body(content("body"), BodyFraming.LENGTH);
        writer.end(EmptyHttpHeaders.INSTANCE, BodyFraming.LENGTH);
        writer.flush();

        // Then
        assertThat(sent()).containsExactly("headbody");
    }

    @Test
    void writesNoTrailersThatMustStandInTheHead() {
        // Given
        var trailers = new DefaultHttpHeaders();
        trailers.add("content-length", "9").add("transfer-encoding", "chunked").add("host", "other");
        trailers.add("x-sum", "1");

        // When
        writer.end(trailers, BodyFraming.CHUNKED);
        writer.flush();

        // Then
        assertThat(sent()).containsExactly("0\r\nx-sum: 1\r\n\r\n");
    }

    @Test
    void sendsNothingBeforeItIsFlushed() {
        // When
        head("head");

        // Then
        assertThat(sent()).isEmpty();
        writer.release();
    }

    @Test
    void passesALargePartOnWithoutCopyingIt() {
        // Given
        ByteBuf large = content("x".repeat(5000));

        // When
        head("head");
        writer.body(large, BodyFraming.LENGTH);
        writer.body(content("rest"), BodyFraming.LENGTH);
        writer.flush();

        // Then
        ByteBuf first = channel.readOutbound();
        assertThat(first.toString(US_ASCII)).isEqualTo("head");
        first.release();
        ByteBuf second = channel.readOutbound();
        assertThat(second).isSameAs(large);
        second.release();
        assertThat(sent()).containsExactly("rest");
    }

    @Test
    void startsAnotherBufferInsteadOfGrowingOne() {
        // When
        head("head");
        for (int i = 0; i < 5; i++) {
            writer.body(content("x".repeat(2000)), BodyFraming.LENGTH);
        }
        writer.flush();

        // Then
        assertThat(sent()).hasSize(3).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(4096));
    }

    @Test
    void framesChunksAndTrailers() {
        // When
        writer.body(content("0123456789abcdef"), BodyFraming.CHUNKED);
        writer.end(new DefaultHttpHeaders().add("a", "b"), BodyFraming.CHUNKED);
        writer.flush();

        // Then
        assertThat(sent()).containsExactly("10\r\n0123456789abcdef\r\n0\r\na: b\r\n\r\n");
    }

    @Test
    void writesNoBodyWhereTheHeadAnnouncedNone() {
        // Given
        ByteBuf content = content("body");

        // When
        head("head");
        writer.body(content, BodyFraming.NONE);
        writer.end(EmptyHttpHeaders.INSTANCE, BodyFraming.NONE);
        writer.flush();

        // Then
        assertThat(sent()).containsExactly("head");
        assertThat(content.refCnt()).isZero();
    }

    private void head(String text) {
        writer.beginHead().writeCharSequence(text, US_ASCII);
        writer.endHead();
    }

    private static ByteBuf content(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private List<String> sent() {
        List<String> texts = new ArrayList<>();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            texts.add(buffer.toString(US_ASCII));
            buffer.release();
        }
        return texts;
    }
}
