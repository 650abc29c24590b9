package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses that cannot be listened on. */
class ListenAddressIT {

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    @Test
    void saysThatNobodyKnowsTheHost() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> proxy.listeningAt("nohost.invalid:0").start(TestBackend.answering("never")))
                .withMessage("listener nohost.invalid:0: unknown host");
    }
}
