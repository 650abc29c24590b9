package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.select.Selected;

/**
 * What an exchange is surrounded by.
 *
 * @param client the client's address without port
 */
record ExchangeContext(String client, Selected selected, ClientReply reply, ExchangeServices services) {

    void onFailure(Backend backend, Failure failure) {
        services.metrics().onFailure(backend.name(), failure.kind());
    }

    void onFinished() {
        services.metrics().onFinished();
    }

    int noAnswerStatus() {
        return services.noAnswerStatus();
    }
}
