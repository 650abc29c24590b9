package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigurationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backends: { a: { url: http://a, master: true, sample: 0.1% }, b: { urls: [http://b, 'https://c/d%20e?f'] } }",
                "client-timeout: 90s\ndrain-timeout: 0s\ncapture: { max-body: 0, buffer: 1025KiB }",
                "compare: { ignore-headers: [-date, x-a], rules: [ { name: '1', paths: '', action: same-shape } ] }",
                "kafka: { client.id: 'a${X:-}b $${HOME} \"quoted\" : # \\ é', linger.ms: '010', x: 'yes', y: '~' }"
            })
    void canBeLoadedAgain(String yaml) throws Exception {
        assertSameAgain(load(yaml));
    }

    @Test
    void canBeLoadedAgainWithEveryKey() throws Exception {
        Configuration configuration = load(Resource.text("configuration/complete.yaml"));

        String masked = EffectiveConfiguration.render(configuration);

        String token = String.valueOf(configuration.admin().token());
        assertThat(masked).doesNotContain(token).contains("token: '********'");
        String unmasked = masked.replace("'********'", token)
                .replace("?k=********", "?k=v")
                .replace("?deep=********", "?deep=1");
        assertThat(load(unmasked)).isEqualTo(configuration);
    }

    @Test
    void showsEveryDefault() throws Exception {
        // When
        String text = EffectiveConfiguration.render(load("backends: { a: { url: http://a, master: true } }"));

        // Then
        assertThat(text).isEqualTo(Resource.text("configuration/defaults.yaml"));
    }

    @Test
    void masksSecretsAndNothingElse() throws Exception {
        // Given
        String yaml = """
                kafka:
                  sasl.jaas.config: hunter2
                  ssl.keystore.password: hunter2
                  ssl.keystore.key: hunter2
                  sasl.oauthbearer.client.credentials.client.secret: hunter2
                  sasl.oauthbearer.assertion.private.key.passphrase: hunter2
                  ssl.keystore.certificate.chain: hunter2
                  consumer.ssl.truststore.certificates: hunter2
                  plugin.passphrase.of.mine: hunter2
                  ssl.keystore.location: /etc/keys
                  sasl.oauthbearer.assertion.private.key.file: /etc/private
                  key.serializer: x
                """;

        // When
        String text = EffectiveConfiguration.render(load(yaml));

        // Then
        assertThat(text).doesNotContain("hunter2").contains("/etc/keys", "/etc/private", "key.serializer: x");
    }

    @Test
    void masksSecretsInHeadersAndUrls() throws Exception {
        // Given
        String yaml = """
                capture: { redact: { headers: [X-Mine], key: 0123456789abcdef } }
                backends:
                  a: { url: 'http://a/b?api_key=hunter2&v=hunter2', master: true, health: { path: '/up?t=hunter2' } }
                routes:
                  - name: r
                    match: { headers: { x-api-key: hunter2, x-any-token: '*' } }
                    munge:
                      a:
                        set-headers:
                          Authorization: hunter2
                          x-mine: hunter2
                          X-Shop-Password: hunter2
                          Cookie: hunter2
                          X-Sandbox: plain
                """;

        // When
        String text = EffectiveConfiguration.render(load(yaml));

        // Then
        assertThat(text)
                .doesNotContain("hunter2")
                .contains("http://a:80/b?api_key=********&v=********", "/up?t=********", "X-Sandbox: plain");
    }

    @Test
    void namesRoutesAndBackendsOfWhichOnlyASecretHasChanged() throws Exception {
        // Given
        String yaml = """
                backends: { a: { url: 'http://a/?k=%s', master: true } }
                routes: [ { name: r, munge: { a: { set-headers: { authorization: %s } } } } ]
                """;

        // When, then
        assertThat(EffectiveConfiguration.changedKeys(load(yaml.formatted("1", "1")), load(yaml.formatted("2", "2"))))
                .containsExactly("backends", "routes");
    }

    @Test
    void namesTheKeysThatHaveChangedSecretsAmongThem() throws Exception {
        // Given
        String yaml = """
                %s
                backends: { a: { url: http://a, master: true } }
                kafka: { sasl.jaas.config: %s }
                admin: { token: %s }
                compare: { join-timeout: %s }
                """;
        Configuration before = load(yaml.formatted("", "hunter2", "0123456789abcdef", "1m"));

        // When / Then
        assertThat(EffectiveConfiguration.changedKeys(before, before)).isEmpty();
        Configuration after = load(yaml.formatted("client-timeout: 1s", "hunter3", "0123456789abcdeg", "2m"));
        assertThat(EffectiveConfiguration.changedKeys(before, after))
                .containsExactly("admin", "client-timeout", "compare.join-timeout", "kafka");
        Configuration routed = load(yaml.formatted("routes: [{ name: r }]", "hunter2", "0123456789abcdef", "1m"));
        assertThat(EffectiveConfiguration.changedKeys(before, routed)).containsExactly("routes");
    }

    private static void assertSameAgain(Configuration configuration) throws ConfigurationException {
        assertThat(load(EffectiveConfiguration.render(configuration))).isEqualTo(configuration);
    }

    private static Configuration load(String yaml) throws ConfigurationException {
        return ConfigurationLoader.parse(yaml, Path.of("/etc"), Map.of("MASTER", "m"), Set.of());
    }
}
