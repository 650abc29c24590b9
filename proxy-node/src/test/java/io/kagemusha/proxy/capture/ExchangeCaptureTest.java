package io.kagemusha.proxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import org.junit.jupiter.api.Test;

class ExchangeCaptureTest {

    @Test
    void givesBackTheMemoryOfABodyThatItsRecordHas() {
        var budget = new CaptureBudget(100);
        var body = new BodyBuffer(budget, 100);
        body.append(Unpooled.copiedBuffer("a body", US_ASCII));

        byte[] record = ExchangeCapture.message(
                Unpooled.buffer().writeBytes("GET / HTTP/1.1\r\n".getBytes(US_ASCII)), EmptyHttpHeaders.INSTANCE, body);

        assertThat(record).asString(US_ASCII).isEqualTo("GET / HTTP/1.1\r\n\r\na body");
        assertThat(budget.used()).isZero();
    }
}
