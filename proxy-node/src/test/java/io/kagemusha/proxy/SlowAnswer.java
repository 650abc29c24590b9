package io.kagemusha.proxy;

import io.kagemusha.proxy.Http2TestBackend.Call;
import java.util.concurrent.TimeUnit;

/** Answers a POST as soon as its head has come, in parts of which each comes a while after the one before. */
record SlowAnswer(int parts, long pauseMillis) implements Http2TestBackend.Script {

    static final SlowAnswer OF_TWENTY_PARTS = new SlowAnswer(20, 150);

    @Override
    public void onHead(Call call) {
        if ("POST".equals(call.field(":method"))) {
            call.head(200, false);
            sendOn(call, parts);
        }
    }

    @Override
    public void onRequest(Call call) {
        call.answer("hello");
    }

    private void sendOn(Call call, int left) {
        call.data("x", left == 1);
        if (left > 1) {
            call.stream().eventLoop().schedule(() -> sendOn(call, left - 1), pauseMillis, TimeUnit.MILLISECONDS);
        }
    }
}
