package io.kagemusha.standalone.security;

import io.kagemusha.standalone.broker.Acls;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.kagemusha.standalone.broker.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that clients reach by TLS and SCRAM alone, and that allows nothing but what it was told to. Beside that it has a
 * listener in clear text, whose users may do everything: the operator's.
 */
final class SecuredBroker implements AutoCloseable {

    static final String PASSWORD = "correct horse";

    private static final String STORE_PASSWORD = "changeit";

    private final EmbeddedBroker broker;
    private final Path certificate;
    private final int port;
    final Admin operator;

    SecuredBroker(Path directory) throws Exception {
        Path store = directory.resolve("broker.p12");
        certificate = directory.resolve("broker.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-keystore",
                store.toString(),
                "-file",
                certificate.toString());
        port = FreePorts.find(1).get(0);
        broker = new EmbeddedBroker(BrokerOptions.ephemeral()
                .withProperties(Map.ofEntries(
                        Map.entry(
                                "listeners",
                                "PLAINTEXT://127.0.0.1:0,SASL_SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:0"),
                        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:0,SASL_SSL://127.0.0.1:" + port),
                        Map.entry(
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT"),
                        Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                        Map.entry(
                                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                        Map.entry("ssl.keystore.location", store.toString()),
                        Map.entry("ssl.keystore.type", "PKCS12"),
                        Map.entry("ssl.keystore.password", STORE_PASSWORD),
                        Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                        Map.entry("super.users", "User:ANONYMOUS"))));
        broker.start();
        operator = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }

    void addUser(String name) throws Exception {
        var credential = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        operator.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name, credential, PASSWORD)))
                .all()
                .get();
    }

    static AclBinding right(
            String user, AclOperation operation, ResourceType type, PatternType pattern, String resource) {
        return new AclBinding(
                new ResourcePattern(type, resource, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    void allow(List<AclBinding> rights) throws Exception {
        Acls.create(operator, rights);
    }

    void withdraw(AclBinding right) throws Exception {
        Acls.delete(operator, right);
    }

    /** The {@code kafka} of a configuration. */
    String kafka(String user, String password) {
        return """
                kafka:
                  bootstrap.servers: "127.0.0.1:%d"
                  security.protocol: SASL_SSL
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config: org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
                  ssl.truststore.type: PEM
                  ssl.truststore.location: "%s"
                """.formatted(port, user, password, certificate);
    }

    @Override
    public void close() {
        operator.close();
        broker.close();
    }
}
