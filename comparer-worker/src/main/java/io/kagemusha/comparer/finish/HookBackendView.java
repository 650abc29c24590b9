package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.hook.FinishedBackend;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.publish.BodyText;
import org.jspecify.annotations.Nullable;

/** What one backend did, in the shape that hooks know. */
final class HookBackendView implements FinishedBackend {

    private final ResponseRecord response;
    private final @Nullable RequestMessage received;

    /**
     * @param received the client's request; null when its record was lost
     */
    HookBackendView(ResponseRecord response, @Nullable RequestMessage received) {
        this.response = response;
        this.received = received;
    }

    @Override
    public String name() {
        return response.backend();
    }

    @Override
    public boolean reply() {
        return response.reply();
    }

    @Override
    public @Nullable RequestMessage request() {
        SentRequest sent = response.result().sent();
        if (sent == null) {
            return received;
        }
        RequestMessage message = sent.message();
        if (!sent.bodyAsReceived()) {
            return message;
        }
        return new RequestMessage(
                message.method(),
                message.target(),
                message.version(),
                message.headers(),
                received == null ? Body.EMPTY : received.body(),
                received == null ? message.trailers() : received.trailers());
    }

    @Override
    public @Nullable ResponseMessage response() {
        return response.result().response();
    }

    @Override
    public @Nullable Failure failure() {
        return response.result().failure();
    }

    @Override
    public Timings timings() {
        return response.result().timings();
    }

    @Override
    public byte[] decodedBody() {
        ResponseMessage message = response();
        return message == null ? new byte[0] : BodyText.decoded(message.headers(), message.body());
    }

    @Override
    public String text() {
        ResponseMessage message = response();
        return message == null ? "" : BodyText.text(message.headers(), message.body());
    }
}
