package io.kagemusha.proxy.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRedactorTest {

    private final Tokens tokens = new Tokens("0123456789abcdef");
    private final ParameterRedactor redactor = new ParameterRedactor(tokens, List.of("token", "api key"));
    private final String token = tokens.ofField("S3CRET");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a?token=S3CRET              | /a?token=~",
                "/a?x=1&token=S3CRET&y=2      | /a?x=1&token=~&y=2",
                "/a?Token=S3CRET              | /a?Token=~",
                "/a?tok%65n=S3CRET            | /a?tok%65n=~",
                "/a?api+key=S3CRET            | /a?api+key=~",
                "/a?api%20key=S%33CRET        | /a?api%20key=~",
                "/a?x=1;token=S3CRET          | /a?x=1;token=~",
                "/a?x=1?token=S3CRET          | /a?x=1?token=~",
                "/a?token=S3CRET&token=S3CRET | /a?token=~&token=~",
                "http://h/a?token=S3CRET      | http://h/a?token=~",
                "http://S3CRET@h/a            | http://~@h/a",
                "http://http://S3CRET@h/a     | http://http://~@h/a",
                "http://h/a@b                 | http://h/a@b",
                "/a//b@c                      | /a//b@c",
                "//h/a?stoken=S3CRET          | //h/a?stoken=S3CRET",
                "/a?token                     | /a?token",
                "/token=S3CRET                | /token=S3CRET",
                "*                            | *"
            })
    void redactsTargets(String target, String expected) {
        assertThat(redactor.target(target)).isEqualTo(expected.replace("~", token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://h/a?token=S3CRET#top",
                "/a?token=S3CRET;more",
                "/a?next=%2Fb%3Ftoken%3DS3CRET",
                "/a?next=https%3A%2F%2Fh%2Fb%3Fu%3D%252Fc%253Ftoken%253DS3CRET",
                "https://u:S3CRET@h:1/a@b",
                "//u:S3CRET@h/",
                "/a?next=//u:S3CRET@h/",
                "/a?next=%2F%2Fu%3AS3CRET%40h%2F",
                "<//u:S3CRET@h/>; rel=next",
                "0; url=//u:S3CRET@h/",
                "<https://h/a?token=S3CRET>; rel=next",
                "0; url=/a?token=S3CRET",
                "/cb#token=S3CRET&x=1",
                "https://a:b@h/ https://c:S3CRET@h/",
                "/a?token=%5"
            })
    void leavesNoSecretInFields(String value) {
        assertThat(redactor.fieldValue(value)).doesNotContain("S3CRET").contains(Tokens.PREFIX.substring(0, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token=S3CRET&a=1|token=T&a=1",
                "a=1&token=S3CRET|a=1&token=T",
                "a=%26token%3DS3CRET|a=%26token%3DT",
                "a=1|a=1"
            })
    void redactsForms(String form, String expected) {
        String encoded = java.net.URLEncoder.encode(token, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(redactor.form(form))
                .isEqualTo(expected.replace("%3DT", "%3D" + encoded).replace("=T", "=" + token));
    }

    @Test
    void replacesUserInformationThatIsEmpty() {
        assertThat(redactor.target("http://@h/")).isEqualTo("http://" + tokens.ofField("") + "@h/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "://?",
                "://",
                "://a@",
                "?a=",
                "?a=%41",
                "?a=%2541",
                ";a=%252541",
                "?a=%3A%2F%2F%3Fa%3D",
                "?=",
                "%",
            })
    void takesLittleTimeForLongTextsThatHoldNearlyNothingElse(String part) {
        String text = "/" + part.repeat((64 << 10) / part.length()) + "&token=S3CRET";

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            assertThat(redactor.target(text)).endsWith("&token=" + token);
            assertThat(redactor.fieldValue(text)).endsWith("&token=" + token);
            assertThat(redactor.form(text)).endsWith("&token=" + token);
        });
    }

    @Test
    void redactsWhatLookingIntoEveryValueWould() {
        var slow = new SlowParameterRedactor(tokens, List.of("token", "a"));
        var fast = new ParameterRedactor(tokens, List.of("token", "a"));
        var random = new Random(7);
        List<String> characters = List.of("?&;#=%aA41/:@ tokenS".split(""));
        List<String> parts = List.of(
                "?",
                "&",
                ";",
                "#",
                "=",
                "t=",
                "?a=",
                "token",
                "S",
                "@",
                ":",
                "/",
                "//",
                "://",
                " ",
                "+",
                "%",
                "%41",
                "%26",
                "%3F",
                "%3D",
                "%3A%2F%2F",
                "%40",
                "%2541",
                "%253F",
                "%253D",
                "%2540",
                "%253A%252F%252F");
        int redacted = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = text(random, i % 2 == 0 ? characters : parts);
            String target = fast.target(text);

            assertThat(target).as(text).isEqualTo(slow.target(text));
            assertThat(fast.fieldValue(text)).as(text).isEqualTo(slow.fieldValue(text));
            assertThat(fast.form(text)).as(text).isEqualTo(slow.form(text));
            redacted += target.equals(text) ? 0 : 1;
        }
        assertThat(redacted).isGreaterThan(10_000);
    }

    private static String text(Random random, List<String> parts) {
        var text = new StringBuilder();
        for (int left = random.nextInt(24); left > 0; left--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }
}
