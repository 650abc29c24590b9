package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendUrl;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.proxy.tls.Certificates;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTest {

    static Instance instance(String url) throws Exception {
        var tls = new Certificates().of(InstanceSettings.DEFAULT);
        return new Instance(BackendUrl.parse(url), tls, InstanceSettings.DEFAULT, () -> 0, new Instance.Listener() {
            @Override
            public void onDown(Instance instance, String event, String cause) {}

            @Override
            public void onUp(Instance instance, long downNanos) {}
        });
    }

    @ParameterizedTest
    @CsvSource({"http://a, a:80", "https://a, a:443", "https://a:81/x, a:81", "http://[::1]:82, [::1]:82"})
    void hasPortOfItsScheme(String url, String authority) throws Exception {
        assertThat(instance(url).authority()).isEqualTo(authority);
    }

    @Test
    void speaksTlsForHttpsAlone() throws Exception {
        var plain = new EmbeddedChannel();
        var secured = new EmbeddedChannel();

        instance("http://a").addTls(plain);
        instance("https://a").addTls(secured);

        assertThat(plain.pipeline().get(SslHandler.class)).isNull();
        assertThat(secured.pipeline().get(SslHandler.class)).isNotNull();
        secured.finishAndReleaseAll();
    }

    @Test
    void connectsToAddressWithoutBrackets() throws Exception {
        assertThat(instance("http://[::1]:82").unresolvedAddress().getHostString())
                .isEqualTo("::1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, //b/../c|d?e, //b/../c|d?e",
        "http://a/, /b, /b",
        "http://a/base, /b?c=1, /base/b?c=1",
        "http://a/base/, /, /base/",
        "http://a?k=1, /b, /b?k=1",
        "http://a?k=1, /b?c=1, /b?c=1&k=1",
        "http://a/base?k=1, http://host/b?c, /base/b?c&k=1",
        "http://a, http://host, /",
        "http://a/base?k=1, *, *",
    })
    void joinsBasePathAndQuery(String url, String received, String sent) throws Exception {
        assertThat(instance(url).target(received)).isEqualTo(sent);
    }
}
