package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderComparisonTest {

    private final Comparing comparing = Comparing.withRules();

    private List<String> differences(Headers reference, Headers shadow) {
        return comparing.differences(response(200, reference, new byte[0]), response(200, shadow, new byte[0]));
    }

    @Test
    void comparesNamesWithoutCaseAndInAnyOrder() {
        assertThat(differences(Headers.of("X-Stock", "1", "Vary", "a"), Headers.of("vary", "a", "x-stock", "1")))
                .isEmpty();
    }

    @Test
    void reportsEachFieldThatDiffersOnce() {
        assertThat(differences(
                        Headers.of("X-Stock", "1", "Location", "/a", "Allow", "GET"),
                        Headers.of("X-Stock", "2", "Allow", "GET", "Link", "</b>")))
                .containsExactly("header x-stock: 1 / 2", "header location: /a / null", "header link: null / </b>");
    }

    @Test
    void comparesRepeatedFieldsInOrder() {
        assertThat(differences(Headers.of("Link", "a", "Link", "b"), Headers.of("Link", "b", "Link", "a")))
                .containsExactly("header link: a, b / b, a");
        assertThat(differences(Headers.of("Link", "a", "Link", "b"), Headers.of("Link", "a, b")))
                .isEmpty();
    }

    @Test
    void comparesEveryMediaTypeWhereSeveralAreNamed() {
        assertThat(differences(
                        Headers.of("Content-Type", "text/html", "Content-Type", "a/b"),
                        Headers.of("Content-Type", "text/html", "Content-Type", "a/c")))
                .containsExactly("header content-type: text/html, a/b / text/html, a/c");
        assertThat(differences(
                        Headers.of("Content-Type", "text/html", "Content-Type", "a/b"),
                        Headers.of("Content-Type", "Text/HTML", "Content-Type", "A/B")))
                .isEmpty();
    }

    @Test
    void passesOverWhatIsIgnoredByDefault() {
        assertThat(differences(
                        Headers.of("Date", "Mon", "Server", "old", "Connection", "close", "Content-Length", "0"),
                        Headers.of("Date", "Tue", "Transfer-Encoding", "chunked")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    text/html;charset=utf-8         | Text/HTML; Charset="UTF-8"          | true
                    text/html; a=1; b=2             | text/html; b=2; a=1                 | true
                    application/json                | application/json; charset=utf-8     | true
                    multipart/mixed; boundary=x     | multipart/mixed; boundary=y         | true
                    text/html                       | text/html; charset=utf-8            | false
                    text/html; a="b\\"c"               | text/html; a="bc"                   | false
                    text/html; a="b\\c"              | text/html; a=bc                     | true
                    a/b; action="urn:a;b"           | a/b; action="urn:a;c"               | false
                    a/b; action="urn:a;b"; c=d      | a/b; C=d; action="urn:a;b";         | true
                    a/b; lax                        | a/b; strict                         | false
                    a/b; lax                        | a/b                                 | false
                    text/html; charset=utf-8        | text/html; charset=iso-8859-1       | false
                    application/json                | application/problem+json            | false
                    multipart/mixed; boundary=x     | multipart/form-data; boundary=x     | false
                    """)
    void comparesMediaTypesByTheirMeaning(String reference, String shadow, boolean equal) {
        assertThat(differences(Headers.of("Content-Type", reference), Headers.of("Content-Type", shadow)))
                .hasSize(equal ? 0 : 1);
    }

    @Test
    void comparesTrailersToo() {
        var reference =
                new ResponseMessage(200, "", "HTTP/2", new Headers(), Body.EMPTY, Headers.of("grpc-status", "0"));
        var shadow = new ResponseMessage(200, "", "HTTP/2", new Headers(), Body.EMPTY, Headers.of("grpc-status", "5"));

        assertThat(comparing.differences(reference, shadow)).containsExactly("header trailer:grpc-status: 0 / 5");
    }
}
