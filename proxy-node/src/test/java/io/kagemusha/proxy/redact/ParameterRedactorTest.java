package io.kagemusha.proxy.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
