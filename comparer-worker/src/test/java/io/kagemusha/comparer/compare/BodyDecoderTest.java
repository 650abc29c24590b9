package io.kagemusha.comparer.compare;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.BodyDecoder.Decoded;
import io.kagemusha.common.http.BodyDecoder.Fault;
import io.kagemusha.common.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {

    private static final byte[] CONTENT = "{\"name\":\"Kagemusha\",\"items\":[1,2,3]}".getBytes(UTF_8);
    private static final byte[] BROTLI =
            Base64.getDecoder().decode("ixGAeyJuYW1lIjoiS2FnZW11c2hhIiwiaXRlbXMiOlsxLDIsM119Aw==");

    /** 64 MiB of zeros. */
    private static final byte[] BROTLI_BOMB = Base64.getDecoder()
            .decode("y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//+P//"
                    + "B/8EQBwWAOje//H//w/+CYA4LADQvf/L//8//BMAcVgAoHv/Bw==");

    private static Decoded decode(String coding, byte[] body) {
        return BodyDecoder.decode(Headers.of("Content-Encoding", coding), body);
    }

    static Stream<Map.Entry<String, byte[]>> encodings() {
        return Stream.of(
                Map.entry("gzip", ContentCoding.gzip(CONTENT)),
                Map.entry("X-GZip", ContentCoding.gzip(CONTENT)),
                Map.entry("deflate", ContentCoding.zlib(CONTENT)),
                Map.entry("deflate", ContentCoding.rawDeflate(CONTENT)),
                Map.entry("br", BROTLI),
                Map.entry("zstd", ContentCoding.zstd(CONTENT)),
                Map.entry("identity", CONTENT),
                Map.entry("gzip, identity, zstd", ContentCoding.zstd(ContentCoding.gzip(CONTENT))));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void takesOffEveryCodingInOrder(Map.Entry<String, byte[]> encoding) {
        Decoded decoded = decode(encoding.getKey(), encoding.getValue());

        assertThat(decoded.fault()).isNull();
        assertThat(decoded.bytes()).isEqualTo(CONTENT);
    }

    @Test
    void takesCodingsOfSeveralLinesAsOneList() {
        byte[] body = ContentCoding.zlib(ContentCoding.gzip(CONTENT));

        assertThat(BodyDecoder.decode(Headers.of("Content-Encoding", "gzip", "content-encoding", "deflate"), body)
                        .bytes())
                .isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void leavesABodyThatBreaksOffAsItIs(Map.Entry<String, byte[]> encoding) {
        if (encoding.getKey().equals("identity")) {
            return;
        }
        byte[] broken = Arrays.copyOf(encoding.getValue(), encoding.getValue().length - 5);

        Decoded decoded = decode(encoding.getKey(), broken);

        assertThat(decoded.fault()).isEqualTo(Fault.BROKEN);
        assertThat(decoded.bytes()).isSameAs(broken);
    }

    @Test
    void takesABodyForBrokenThatAsksForADictionary() {
        assertThat(decode("deflate", "x hello".getBytes(UTF_8)).fault()).isEqualTo(Fault.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress", "aes128gcm", "gzip, gzip, gzip, gzip, gzip", "zst d"})
    void leavesABodyOfAnUnknownCodingAsItIs(String coding) {
        assertThat(decode(coding, CONTENT).fault()).isEqualTo(Fault.UNKNOWN_CODING);
    }

    @Test
    void hasNothingToDecodeInAnEmptyBody() {
        assertThat(decode("gzip", new byte[0])).satisfies(decoded -> {
            assertThat(decoded.fault()).isNull();
            assertThat(decoded.bytes()).isEmpty();
        });
    }

    @Test
    void stopsDecodingABomb() throws IOException {
        byte[] zeros = new byte[32 << 20];

        assertThat(decode("gzip", ContentCoding.gzip(zeros)).fault()).isEqualTo(Fault.TOO_LARGE);
        assertThat(decode("deflate", ContentCoding.zlib(zeros)).fault()).isEqualTo(Fault.TOO_LARGE);
        assertThat(decode("br", BROTLI_BOMB).fault()).isEqualTo(Fault.TOO_LARGE);
        assertThat(decode("zstd", ContentCoding.zstd(zeros)).fault()).isEqualTo(Fault.TOO_LARGE);
        assertThat(decode("gzip, gzip", ContentCoding.gzip(ContentCoding.gzip(zeros)))
                        .fault())
                .isEqualTo(Fault.TOO_LARGE);
        assertThat(decode("zstd", withWindowOf(27)).fault()).isEqualTo(Fault.BROKEN);
    }

    /** A frame that asks for a window of {@code 2^log} bytes. */
    private static byte[] withWindowOf(int log) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(out)) {
            zstd.setLong(log);
            zstd.write(CONTENT);
        }
        return out.toByteArray();
    }

    @Test
    void allowsSmallBodiesAMebibyteAndLargeOnes64TimesTheirLengthUpTo16Mebibytes() {
        assertThat(BodyDecoder.maxLength(1)).isEqualTo(1 << 20);
        assertThat(BodyDecoder.maxLength(100_000)).isEqualTo(6_400_000);
        assertThat(BodyDecoder.maxLength(Integer.MAX_VALUE)).isEqualTo(16 << 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesAnyBytes(int seed) {
        var random = new Random(seed);
        for (var encoding : encodings().toList()) {
            byte[] body = encoding.getValue().clone();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }

            assertThat(decode(encoding.getKey(), body)).isNotNull();
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @Test
    void readsTextByItsCharset() {
        assertThat(BodyDecoder.text(new Headers(), "é".getBytes(UTF_8))).isEqualTo("é");
        assertThat(BodyDecoder.text(Headers.of("Content-Type", "text/plain; charset=\"UTF-16\""), "é".getBytes(UTF_16)))
                .isEqualTo("é");
        assertThat(BodyDecoder.text(new Headers(), new byte[] {(byte) 0xc0, (byte) 0x80}))
                .isNull();
        assertThat(BodyDecoder.text(Headers.of("Content-Type", "text/plain; charset=none"), CONTENT))
                .isNull();
        assertThat(BodyDecoder.text(Headers.of("Content-Type", "text/plain; charset=\"\""), CONTENT))
                .isNull();
    }
}
