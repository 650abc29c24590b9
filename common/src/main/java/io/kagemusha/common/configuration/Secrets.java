package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which settings must not be shown, and what stands in their place. */
final class Secrets {

    /** Shows them all the same: for what is read again by a process, or compared. */
    static final Secrets SHOWN = new Secrets(false, List.of());

    static final String MASK = "********";

    /** What the names of secrets contain, those of plugins too, of which Kafka's clients know nothing. */
    private static final List<String> WORDS = List.of("password", "passphrase", "secret", "credential");

    /** What the names of header fields with credentials contain besides. */
    private static final List<String> FIELD_WORDS = List.of("auth", "cookie", "token", "key", "session", "signature");

    /** What Kafka's clients themselves never show. */
    private static final Set<String> PASSWORDS =
            List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef()).stream()
                    .flatMap(definition -> definition.configKeys().values().stream())
                    .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                    .map(key -> key.name)
                    .collect(Collectors.toUnmodifiableSet());

    private final boolean hidden;
    private final List<String> fields;

    private Secrets(boolean hidden, List<String> fields) {
        this.hidden = hidden;
        this.fields = fields;
    }

    /** Hides them, the fields among them that are redacted in records. */
    static Secrets hidden(RedactSettings redact) {
        return new Secrets(true, redact.headers());
    }

    /** The value of a Kafka property, or the mask where it holds a credential or a key. */
    static String shown(String property, String value) {
        String name = property.toLowerCase(Locale.ROOT);
        return isPassword(name) || name.endsWith(".key") || containsAny(name, WORDS) ? MASK : value;
    }

    /** The value of a header field, or the mask where its name is that of a credential; a star stands for any value. */
    String field(String field, String value) {
        String name = field.toLowerCase(Locale.ROOT);
        boolean secret = fields.contains(name) || containsAny(name, WORDS) || containsAny(name, FIELD_WORDS);
        return hidden && secret && !value.equals("*") ? MASK : value;
    }

    /** The URL or path, the mask in the place of each value in its query. */
    String target(String target) {
        int query = target.indexOf('?');
        return hidden && query >= 0
                ? target.substring(0, query) + target.substring(query).replaceAll("=[^&]*", "=" + MASK)
                : target;
    }

    private static boolean containsAny(String name, List<String> words) {
        return words.stream().anyMatch(name::contains);
    }

    /** Whether it is one of Kafka's, by its own name or after a prefix for some of the clients. */
    private static boolean isPassword(String name) {
        return PASSWORDS.stream().anyMatch(password -> name.equals(password) || name.endsWith("." + password));
    }
}
