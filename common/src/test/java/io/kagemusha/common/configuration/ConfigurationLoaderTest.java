package io.kagemusha.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {

    private static final Path BASE = Path.of("/etc/kagemusha");

    @Test
    void readsEveryKey() throws Exception {
        // Given
        String yaml = Resource.text("configuration/complete.yaml");

        // When
        Configuration configuration =
                ConfigurationLoader.parse(yaml, BASE, Map.of("MASTER", "10.0.0.1"), Set.of(Part.PROXY, Part.KAFKA));

        // Then
        var proxy = configuration.proxy();
        assertThat(proxy.listeners())
                .containsExactly(
                        new ListenerSettings(
                                new Address("0.0.0.0", 8080),
                                new ListenerTls(
                                        List.of(
                                                new TlsFiles(BASE.resolve("server.pem"), BASE.resolve("server.key")),
                                                new TlsFiles(BASE.resolve("other.pem"), BASE.resolve("other.key"))),
                                        BASE.resolve("clients.pem")),
                                true),
                        new ListenerSettings(new Address("::1", 8081)));
        assertThat(proxy.client())
                .isEqualTo(new ClientSettings(
                        Duration.ofSeconds(20),
                        503,
                        1 << 20,
                        new AccessLogSettings("/etc/kagemusha/logs/access.log", AccessLogSettings.Format.JSON, "edge "),
                        new ClientLimits(
                                new MessageLimits(4 << 10, 8 << 10, 1 << 20),
                                new StreamLimits(50, 128 << 10, 30),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                Duration.ofMinutes(7),
                                1000,
                                100),
                        List.of(AddressRange.parse("10.1.0.0/16"), AddressRange.parse("2001:db8::1"))));
        assertThat(proxy.drainTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(proxy.backends())
                .containsExactly(
                        new BackendSettings(
                                "production",
                                List.of(URI.create("http://10.0.0.1:80")),
                                true,
                                Duration.ofSeconds(30),
                                new InstanceSettings(
                                        ConnectionSettings.DEFAULT,
                                        HostField.KEEP,
                                        1,
                                        Duration.ofSeconds(10),
                                        null,
                                        new BackendTls(null, null, null, false)),
                                ShadowLimits.DEFAULT),
                        new BackendSettings(
                                "staging",
                                List.of(
                                        URI.create("https://a.example:443/v2?k=v"),
                                        URI.create("https://b.example:8443")),
                                false,
                                Duration.ofSeconds(5),
                                new InstanceSettings(
                                        new ConnectionSettings(
                                                BackendProtocol.AUTO, Duration.ofMillis(500), Duration.ofMinutes(1)),
                                        HostField.REWRITE,
                                        3,
                                        Duration.ofSeconds(2),
                                        new ProbeSettings(
                                                "/healthz?deep=1", Duration.ofSeconds(1), Duration.ofMillis(250), 2, 1),
                                        new BackendTls(
                                                BASE.resolve("ca.pem"),
                                                new TlsFiles(BASE.resolve("node.pem"), BASE.resolve("node.key")),
                                                "staging.example",
                                                true)),
                                new ShadowLimits(
                                        new SampleSettings(
                                                0.25, new SampleKey(SampleKey.Source.HEADER, "x-user"), "pepper"),
                                        2,
                                        0,
                                        new ShadowSizes(64 << 10, 1 << 20, 2 << 20),
                                        new BreakerSettings(0, true),
                                        Duration.ofMinutes(1))));
        assertThat(proxy.routes())
                .containsExactly(
                        new RouteSettings(
                                "reads",
                                new RouteMatch(
                                        Set.of("GET", "HEAD"),
                                        List.of("/api/**"),
                                        Set.of("*.example.org"),
                                        Map.of("x-beta", "1")),
                                RouteBackends.of(List.of("staging", "production")),
                                new ReplyRule(ReplyMode.FASTEST, List.of(200, 300)),
                                Map.of(
                                        "staging",
                                        new MungeSettings(
                                                Map.of("x-sandbox", "1", "X-From", "a,b"), Set.of("x-debug")))),
                        new RouteSettings(
                                "writes",
                                new RouteMatch(Set.of("PUT"), List.of(), Set.of(), Map.of()),
                                new RouteBackends(List.of("production"), List.of("staging"), false),
                                ReplyRule.of(ReplyMode.FIRST_USABLE),
                                Map.of()),
                        new RouteSettings(
                                "rest",
                                RouteMatch.ANY,
                                RouteBackends.of(List.of("production")),
                                ReplyRule.of(ReplyMode.ROUND_ROBIN),
                                Map.of()));
        assertThat(proxy.capture())
                .isEqualTo(new CaptureSettings(
                        CaptureSettings.When.ALWAYS,
                        64 << 10,
                        16 << 20,
                        new RedactSettings(
                                List.of("x-api-key"),
                                List.of("token"),
                                List.of("session"),
                                List.of("/**/password", "/card/*"),
                                "****************")));
        assertThat(configuration.kafka())
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:9092,b:9092"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("linger.ms", "5"));
        assertThat(configuration.topics())
                .isEqualTo(new TopicSettings("mirror.", "differences.{backend}.{route}", 24, (short) 1));
        var compare = configuration.compare();
        assertThat(compare.joinTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(compare.onlyComplete()).isTrue();
        assertThat(compare.ignoreHeaders()).contains("x-served-by", "date").doesNotContain("set-cookie");
        assertThat(compare.endpoints()).containsExactly("/users/{id}");
        assertThat(compare.inlineBodyBytes()).isEqualTo(4096);
        assertThat(compare.rules())
                .extracting(RuleSettings::action)
                .containsExactly(
                        new RuleAction.Ignore(),
                        new RuleAction.Unordered(),
                        new RuleAction.KeyBy("id"),
                        new RuleAction.TolerateNumber(new BigDecimal("0.01")),
                        new RuleAction.TolerateTime(Duration.ofSeconds(2)),
                        new RuleAction.AnyUuid(),
                        new RuleAction.SameShape());
        assertThat(compare.rules().get(0))
                .isEqualTo(new RuleSettings(
                        "moved",
                        new RuleSettings.Scope("reads", "GET /users/*", List.of(new StatusPair("200", "3xx"))),
                        List.of("/meta/**"),
                        List.of("location"),
                        true,
                        new RuleAction.Ignore()));
        assertThat(configuration.hooks())
                .isEqualTo(new HookSettings(
                        List.of(Path.of("/etc/kagemusha/plugins/acme-hooks.jar")), 4, Duration.ofMillis(200)));
        var tls = new TlsFiles(Path.of("/etc/kagemusha/tls/admin.pem"), Path.of("/etc/kagemusha/tls/admin.key"));
        assertThat(configuration.admin())
                .isEqualTo(new AdminSettings(new Address("0.0.0.0", 9902), true, "0123456789abcdef", tls));
    }

    @Test
    void fillsInDefaultsWhereOnlyBackendsAreGiven() throws Exception {
        // Given
        String yaml = "backends: { a: { url: http://a:1, master: true }, b: { url: http://b:1 } }";

        // When
        Configuration configuration = ConfigurationLoader.parse(yaml, BASE, Map.of(), Set.of(Part.PROXY));

        // Then
        assertThat(configuration.proxy().listeners())
                .containsExactly(new ListenerSettings(new Address("127.0.0.1", 8080)));
        assertThat(configuration.proxy().routes()).containsExactly(RouteSettings.ofAll(List.of("a", "b")));
        assertThat(configuration.proxy().client()).isEqualTo(ClientSettings.DEFAULT);
        assertThat(configuration.proxy().capture()).isEqualTo(CaptureSettings.DEFAULT);
        assertThat(configuration.kafka()).isEmpty();
        assertThat(configuration.topics()).isEqualTo(TopicSettings.DEFAULT);
        assertThat(configuration.compare()).isEqualTo(CompareSettings.DEFAULT);
        assertThat(configuration.admin()).isEqualTo(AdminSettings.DEFAULT);
    }

    @Test
    void asksForNothingThatTheProcessDoesNotNeed() throws Exception {
        assertThat(ConfigurationLoader.parse("", BASE, Map.of(), Set.of())
                        .proxy()
                        .backends())
                .isEmpty();
        assertThat(ConfigurationLoader.parse(
                                "kafka: { bootstrap.servers: 'k:9092' }", BASE, Map.of(), Set.of(Part.KAFKA))
                        .proxy()
                        .routes())
                .isEmpty();
    }

    @Test
    void namesFileAndLineOfEachFault(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("k.yaml"), """
                backends:
                  a: { url: http://a, master: true }
                  b:
                    url: http://b
                    sample: 250%
                clint-timeout: 1s
                """);

        // When / Then
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationLoader.load(file, Set.of(Part.PROXY)))
                .satisfies(e -> assertThat(e.faults())
                        .containsExactly(
                                file + ":5: backends.b.sample: 250% (expected: a share from 0% to 100%)",
                                file + ":6: clint-timeout: unknown key (did you mean 'client-timeout'?)"));
    }

    @Test
    void saysWhyAFileCannotBeRead(@TempDir Path directory) throws Exception {
        // Given
        Path latin1 = Files.write(directory.resolve("latin1"), "# é".getBytes(StandardCharsets.ISO_8859_1));
        Path huge = Files.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        Path none = directory.resolve("none");

        // When / Then
        assertThat(faults(latin1)).containsExactly(latin1 + ": not UTF-8 (expected: a YAML file in UTF-8)");
        assertThat(faults(huge)).containsExactly(huge + ": 1048577 bytes (expected: at most 1048576)");
        assertThat(faults(none)).containsExactly(none + ": no such file (expected: a YAML file)");
        assertThat(faults(directory)).containsExactly(directory + ": a directory (expected: a YAML file)");
    }

    private static List<String> faults(Path file) {
        try {
            ConfigurationLoader.load(file, Set.of());
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults();
        }
    }
}
