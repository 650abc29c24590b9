package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.response;
import static io.kagemusha.comparer.compare.Comparing.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.Headers;
import org.junit.jupiter.api.Test;

class TextComparisonTest {

    private final Comparing comparing = Comparing.withRules();

    @Test
    void reportsEachRunOfChangedLines() {
        var reference = """
                one
                two
                three
                four
                five
                six
                """;
        var shadow = """
                one
                TWO
                THREE
                four
                new
                five
                """;

        assertThat(comparing.differences(text(reference), text(shadow)))
                .containsExactly(
                        "value line:2-3: two\nthree / TWO\nTHREE",
                        "extra line:5: null / new",
                        "missing line:6: six / null");
    }

    @Test
    void reportsHowLinesEndOnlyWhereNothingElseDiffers() {
        assertThat(comparing.differences(text("a\nb\n"), text("a\r\nb\r\n")))
                .containsExactly("value : line ends: 2 LF, 0 CRLF, 0 CR / line ends: 0 LF, 2 CRLF, 0 CR");
        assertThat(comparing.differences(text("a\nb\n"), text("a\nb")))
                .containsExactly(
                        "value : line ends: 2 LF, 0 CRLF, 0 CR / line ends: 1 LF, 0 CRLF, 0 CR, none at the end");
        assertThat(comparing.differences(text("a\nb\n"), text("a\r\nc\r\n"))).containsExactly("value line:2: b / c");
    }

    @Test
    void comparesTheSameTextInAnotherCharset() {
        var reference = response(200, Headers.of("Content-Type", "text/plain"), "Grüße\na".getBytes(UTF_8));
        var shadow = response(
                200, Headers.of("Content-Type", "text/plain; charset=iso-8859-1"), "Grüße\nb".getBytes(ISO_8859_1));

        assertThat(comparing.differences(reference, shadow))
                .containsExactly(
                        "header content-type: text/plain / text/plain; charset=iso-8859-1", "value line:2: a / b");
    }

    @Test
    void comparesAsBytesWhatIsNoTextInItsCharset() {
        var reference = response(200, Headers.of("Content-Type", "text/plain"), new byte[] {'a', (byte) 0xff});
        var shadow = response(200, Headers.of("Content-Type", "text/plain"), new byte[] {'a', (byte) 0xfe});
        var unknown = response(200, Headers.of("Content-Type", "text/plain; charset=klingon"), new byte[] {'b'});

        assertThat(comparing.differences(reference, shadow))
                .containsExactly("bytes : 2 bytes, from offset 1: ff / 2 bytes, from offset 1: fe");
        assertThat(comparing.differences(unknown, reference))
                .contains("bytes : 1 bytes, from offset 0: 62 / 2 bytes, from offset 0: 61 ff");
    }

    @Test
    void showsOfALongLineThePlaceThatDiffers() {
        String same = "<td>".repeat(1000);

        String difference = comparing
                .differences(text(same + "A" + same), text(same + "B" + same))
                .get(0);

        assertThat(difference).contains("<td>A<td>").contains("<td>B<td>").hasSizeLessThan(1200);
    }

    @Test
    void comparesTextWithJsonByLines() {
        var json = response(200, Headers.of("Content-Type", "application/json"), "{}".getBytes(UTF_8));

        assertThat(comparing.differences(json, text("oops")))
                .containsExactly("header content-type: application/json / text/plain", "value line:1: {} / oops");
    }
}
