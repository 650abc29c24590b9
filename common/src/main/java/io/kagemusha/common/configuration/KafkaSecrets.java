package io.kagemusha.common.configuration;

import java.util.Locale;

/** Which Kafka properties must not be shown. */
final class KafkaSecrets {

    static final String MASK = "********";

    private KafkaSecrets() {}

    /** The value, or the mask where the property holds a credential or a key. */
    static String shown(String property, String value) {
        String name = property.toLowerCase(Locale.ROOT);
        boolean secret = name.endsWith("sasl.jaas.config")
                || name.contains("password")
                || name.contains("secret")
                || name.contains("credential")
                || name.endsWith(".key");
        return secret ? MASK : value;
    }
}
