package io.kagemusha.proxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BodyBufferTest {

    /** Of {@code abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq}, from FIPS 180-4's examples. */
    private static final String DIGEST = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";

    private static final String TEXT = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    private final CaptureBudget budget = new CaptureBudget(10_000);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static String kept(BodyBuffer body) {
        var bytes = new byte[body.size()];
        body.copyTo(bytes, 0);
        return new String(bytes, US_ASCII);
    }

    @Test
    void keepsShortBodyWithoutDigestAndConsumesNothing() {
        var body = new BodyBuffer(budget, 100);
        ByteBuf content = bytes("abc");

        assertThat(body.append(content)).isTrue();
        assertThat(body.append(bytes("def"))).isTrue();

        assertThat(content.readableBytes()).isEqualTo(3);
        assertThat(kept(body)).isEqualTo("abcdef");
        assertThat(body.length()).isEqualTo(6);
        assertThat(body.sha256IfCut()).isNull();
    }

    @Test
    void keepsBodyThatFillsItExactly() {
        var body = new BodyBuffer(budget, 3);

        body.append(bytes("abc"));
        body.append(bytes(""));

        assertThat(kept(body)).isEqualTo("abc");
        assertThat(body.sha256IfCut()).isNull();
    }

    @Test
    void cutsLongBodyWhereverThePartsEndAndDigestsTheWhole() {
        for (int part = 1; part < TEXT.length(); part++) {
            var body = new BodyBuffer(budget, 10);
            for (int from = 0; from < TEXT.length(); from += part) {
                body.append(bytes(TEXT.substring(from, Math.min(TEXT.length(), from + part))));
            }

            assertThat(kept(body)).isEqualTo(TEXT.substring(0, 10));
            assertThat(body.length()).isEqualTo(TEXT.length());
            assertThat(body.sha256IfCut()).isEqualTo(DIGEST);
            body.release();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void keepsNothingButLengthAndDigestWithoutLimit() {
        var body = new BodyBuffer(budget, 0);

        body.append(bytes(TEXT));

        assertThat(body.size()).isZero();
        assertThat(body.length()).isEqualTo(TEXT.length());
        assertThat(body.sha256IfCut()).isEqualTo(DIGEST);
        assertThat(budget.used()).isZero();
    }

    @Test
    void refusesWhatTheBudgetHasNoRoomForAndGivesBackWhatItHeld() {
        var other = new BodyBuffer(budget, 8000);
        other.append(bytes("x".repeat(8000)));
        var body = new BodyBuffer(budget, 8000);

        assertThat(body.append(bytes("x".repeat(3000)))).isFalse();
        assertThat(budget.used()).isEqualTo(8000);
        body.release();
        other.release();
        other.release();

        assertThat(budget.used()).isZero();
    }
}
