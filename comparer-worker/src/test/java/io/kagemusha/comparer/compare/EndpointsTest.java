package io.kagemusha.comparer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /                                                   | /
                    /users                                              | /users
                    /users/                                             | /users/
                    /users/42                                           | /users/{id}
                    /users/42/orders/7?page=3                           | /users/{id}/orders/{id}
                    /api/v1/users                                       | /api/v1/users
                    /api/v2.1/users/x                                   | /api/v2.1/users/x
                    /k8s/v1beta1/pods                                   | /k8s/v1beta1/pods
                    /oauth2/token                                       | /oauth2/token
                    /o/0b5f6ed0-2f2c-4d3a-9d0f-6a5a1c9b7e11             | /o/{id}
                    /o/01ARZ3NDEKTSV4RRFFQ69G5FAV                       | /o/{id}
                    /o/9f1c3ab0                                         | /o/{id}
                    /o/deadbeefdeadbeefdead                             | /o/{id}
                    /o/dQw4w9WgXcQ                                      | /o/{id}
                    /o/eyJhbGciOiJIUzI1NiJ9                             | /o/{id}
                    /o/XkCdPqRsTuvWxYzAbCd                              | /o/{id}
                    /decade/facade                                      | /decade/facade
                    /getUserPreferences                                 | /getUserPreferences
                    /reset-password-by-email                            | /reset-password-by-email
                    /blog/my-first-post-about-all-of-this               | /blog/{id}
                    /2026/01/31/news                                    | /{id}/{id}/{id}/news
                    /caf%C3%A9/menu                                     | /{id}/menu
                    /u/jane@example.org                                 | /u/{id}
                    /.well-known/jwks.json                              | /.well-known/jwks.json
                    /messages:batchGet                                  | /messages:batchGet
                    http://example.org/users/42?x                       | /users/{id}
                    *                                                   | *
                    """)
    void putsAnIdInThePlaceOfWhatLooksLikeOne(String target, String expected) {
        assertThat(new Endpoints(List.of()).of("GET", target)).isEqualTo("GET " + expected);
    }

    @Test
    void triesConfiguredTemplatesInOrder() {
        var endpoints = new Endpoints(List.of("/users/me", "/users/{name}", "/{tenant}/about"));

        assertThat(endpoints.of("GET", "/users/me?x=1")).isEqualTo("GET /users/me");
        assertThat(endpoints.of("PUT", "/users/jane")).isEqualTo("PUT /users/{name}");
        assertThat(endpoints.of("GET", "/users/about")).isEqualTo("GET /users/{name}");
        assertThat(endpoints.of("GET", "/acme/about")).isEqualTo("GET /{tenant}/about");
        assertThat(endpoints.of("GET", "//about")).isEqualTo("GET //about");
        assertThat(endpoints.of("GET", "/users/jane/x")).isEqualTo("GET /users/jane/x");
    }

    @Test
    void keepsEndpointsShortWhateverTheRequest() {
        var endpoints = new Endpoints(List.of());

        assertThat(endpoints.of("GET", "/a".repeat(5000))).hasSizeLessThan(50).endsWith("/**");
        assertThat(endpoints.of("GET", "/" + "a".repeat(5000))).isEqualTo("GET /{id}");
        assertThat(endpoints.of("X".repeat(5000), "/a")).isEqualTo("OTHER /a");
        assertThat(endpoints.of("G\u001b[31m", "/\u001b[31m")).isEqualTo("OTHER /{id}");
        assertThat(endpoints.of("", "")).isEqualTo("OTHER /");
    }
}
