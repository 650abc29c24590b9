package io.kagemusha.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The native TLS engine comes with the jar. */
class NativeEngineTest {

    @Test
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            architectures = {"amd64", "x86_64", "aarch64"})
    void isUsedWhereItLoads() {
        OpenSsl.ensureAvailability();

        assertThat(SslContext.defaultServerProvider()).isEqualTo(SslProvider.OPENSSL);
        assertThat(SslContext.defaultClientProvider()).isEqualTo(SslProvider.OPENSSL);
        assertThat(OpenSsl.versionString()).isEqualTo("BoringSSL");
    }
}
