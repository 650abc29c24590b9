package io.kagemusha.common.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemPairTest {

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void tellsAKeyFromThatOfAnotherCertificate(String algorithm) throws Exception {
        KeyPair own = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance(algorithm).generateKeyPair();

        assertThat(PemPair.belongTogether(own.getPublic(), own.getPrivate())).isTrue();
        assertThat(PemPair.belongTogether(own.getPublic(), other.getPrivate())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void tellsAKeyFromOneOfAnotherKind(String algorithm) throws Exception {
        KeyPair certified = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair own = KeyPairGenerator.getInstance(algorithm).generateKeyPair();

        assertThat(PemPair.belongTogether(certified.getPublic(), own.getPrivate()))
                .isFalse();
    }
}
