package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.json;
import static io.kagemusha.comparer.compare.Comparing.path;
import static io.kagemusha.comparer.compare.Comparing.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContentComparisonTest {

    private static final String JSON = "{\"a\":1}";

    private final Comparing comparing = Comparing.withRules();

    private static ResponseMessage gzipped(byte[] body) {
        return response(200, Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip"), body);
    }

    private static ResponseMessage bytes(int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return response(200, Headers.of("Content-Type", "image/png"), bytes);
    }

    private static ResponseMessage cut(String coding, String kept, long length, String sha256) {
        return new ResponseMessage(
                200,
                "",
                "HTTP/1.1",
                Headers.of("Content-Type", "application/json", "Content-Encoding", coding),
                new Body(kept.getBytes(UTF_8), length, sha256),
                new Headers());
    }

    @Test
    void takesGzipAndIdentityOfTheSameContentAsEqual() {
        assertThat(comparing.differences(json(JSON), gzipped(ContentCoding.gzip(JSON.getBytes(UTF_8)))))
                .isEmpty();
    }

    @Test
    void comparesWhatIsInsideTheCoding() {
        assertThat(comparing.differences(json(JSON), gzipped(ContentCoding.gzip("{\"a\":2}".getBytes(UTF_8)))))
                .containsExactly("value /a: 1 / 2");
    }

    @Test
    void comparesABrokenCodingByItsBytesAndNamesTheCoding() {
        byte[] whole = ContentCoding.gzip(JSON.getBytes(UTF_8));
        byte[] broken = Arrays.copyOf(whole, whole.length - 4);

        assertThat(comparing.compare(json(JSON), gzipped(broken)).differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .containsExactly("header content-encoding", "bytes ");
        assertThat(comparing.compare(gzipped(whole), gzipped(broken)).differences())
                .extracting(d -> d.kind().wireName())
                .containsExactly("bytes");
        assertThat(comparing.differences(gzipped(broken), gzipped(broken))).isEmpty();
        assertThat(comparing.differences(json(JSON), gzipped(JSON.getBytes(UTF_8))))
                .containsExactly("header content-encoding: null / gzip");
    }

    @Test
    void comparesEverythingElseByBytes() {
        assertThat(comparing.differences(bytes(1, 2, 3), bytes(1, 2, 3))).isEmpty();
        assertThat(comparing.differences(bytes(1, 2, 3), bytes(1, 9, 3, 4)))
                .containsExactly("bytes : 3 bytes, from offset 1: 02 03 / 4 bytes, from offset 1: 09 03 04");
        assertThat(comparing.differences(bytes(1, 2), bytes(1)))
                .containsExactly("bytes : 2 bytes, from offset 1: 02 / 1 bytes, from offset 1: nothing");
        assertThat(comparing.differences(bytes(1), bytes()))
                .containsExactly("missing : 1 bytes, from offset 0: 01 / null");
    }

    @Test
    void takesTheWordOfTheOtherSideForAMissingType() {
        var untyped = response(200, new Headers(), "{\"a\":2}".getBytes(UTF_8));

        assertThat(comparing.differences(json(JSON), untyped))
                .containsExactly("header content-type: application/json / null", "value /a: 1 / 2");
    }

    @Test
    void decidesOnCutBodiesByLengthAndDigest() {
        assertThat(comparing.differences(cut("identity", "{", 900, "aa"), cut("identity", "{", 900, "aa")))
                .isEmpty();
        assertThat(comparing.differences(cut("identity", "{", 900, "aa"), cut("identity", "{", 901, "bb")))
                .containsExactly("length : 900 bytes / 901 bytes");
        assertThat(comparing.differences(cut("identity", "{}", 900, "aa"), cut("identity", "{]", 900, "bb")))
                .containsExactly(
                        "bytes : 900 bytes, from offset 1: 7d, sha256 aa / 900 bytes, from offset 1: 5d, sha256 bb");
        assertThat(comparing.differences(cut("identity", "{}", 900, "aa"), cut("identity", "{}", 900, "bb")))
                .containsExactly(
                        "bytes : 900 bytes, from offset 2: nothing, sha256 aa / 900 bytes, from offset 2: nothing, sha256 bb");
    }

    @Test
    void comparesACutBodyWithAWholeOneByTheDigestOfTheWhole() {
        var whole = response(200, Headers.of("Content-Type", "application/json"), "abc".getBytes(UTF_8));
        var cut = new ResponseMessage(
                200,
                "",
                "HTTP/1.1",
                whole.headers(),
                new Body("a".getBytes(UTF_8), 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                new Headers());

        assertThat(comparing.differences(whole, cut)).isEmpty();
    }

    @Test
    void cannotTellWhetherCutBodiesWithACodingDiffer() {
        assertThat(comparing.verdict(cut("gzip", "a", 900, "aa"), cut("gzip", "b", 901, "bb")))
                .isInstanceOf(Verdict.Uncomparable.class);
        assertThat(comparing.differences(cut("gzip", "a", 900, "aa"), cut("gzip", "a", 900, "aa")))
                .isEmpty();
    }

    @Test
    void cannotTellWhetherABombDiffers() {
        var bomb = gzipped(ContentCoding.gzip(new byte[32 << 20]));

        assertThat(comparing.verdict(json(JSON), bomb)).isInstanceOf(Verdict.Uncomparable.class);
        assertThat(comparing.differences(bomb, bomb)).isEmpty();
        assertThat(comparing.differences(response(500, json(JSON).headers(), JSON.getBytes(UTF_8)), bomb))
                .containsExactly("status : 500 / 200");
        assertThat(Comparing.withRules(path("body", "", new RuleAction.Ignore()))
                        .compare(json(JSON), bomb)
                        .rules())
                .containsExactly("body");
    }
}
