package io.kagemusha.common.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.Headers;
import org.junit.jupiter.api.Test;

class MungeRequestTest {

    private static final MungeRequest MARKING =
            (backend, request) -> request.headers().set("X-Munged", backend);

    @Test
    void callsOneThatMayBlockForItsBackendAlone() throws Exception {
        MungeRequest hook = MungeRequest.blocking("sandbox", MARKING);

        assertThat(munged(hook, "sandbox").get("X-Munged")).isEqualTo("sandbox");
        assertThat(munged(hook, "master").contains("X-Munged")).isFalse();
        assertThat(hook.mayBlock("sandbox")).isTrue();
        assertThat(hook.mayBlock("master")).isFalse();
        assertThat(hook.wantsBody("sandbox")).isFalse();
    }

    @Test
    void callsOneThatWantsBodiesForItsBackendAlone() throws Exception {
        MungeRequest hook = MungeRequest.withBody("sandbox", MARKING);

        assertThat(munged(hook, "sandbox").get("X-Munged")).isEqualTo("sandbox");
        assertThat(munged(hook, "master").contains("X-Munged")).isFalse();
        assertThat(hook.wantsBody("sandbox")).isTrue();
        assertThat(hook.wantsBody("master")).isFalse();
        assertThat(hook.mayBlock("sandbox")).isFalse();
    }

    @Test
    void keepsWhatTheHookItselfAsksForWithinItsBackend() {
        MungeRequest hook = MungeRequest.blocking("sandbox", new MungeRequest() {
            @Override
            public void mungeRequest(String backend, OutgoingRequest request) {}

            @Override
            public boolean wantsBody(String backend) {
                return true;
            }
        });

        assertThat(hook.wantsBody("sandbox")).isTrue();
        assertThat(hook.mayBlock("sandbox")).isTrue();
        assertThat(hook.wantsBody("master")).isFalse();
    }

    private static Headers munged(MungeRequest hook, String backend) throws Exception {
        var headers = new Headers();
        hook.mungeRequest(backend, new OutgoingRequest("1", "GET", "/", headers, null));
        return headers;
    }
}
