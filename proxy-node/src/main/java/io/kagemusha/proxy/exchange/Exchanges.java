package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendCall;
import io.kagemusha.proxy.backend.BackendRequest;
import io.kagemusha.proxy.backend.ConnectionPools;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.select.Selected;
import java.security.SecureRandom;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins exchanges: selects, munges, and starts one call for each backend. Confined to one event loop. */
public final class Exchanges {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    private static final RequestIds IDS = new RequestIds(new SecureRandom());

    private final ExchangeServices services;
    private final ConnectionPools pools;

    /** The exchanges of one event loop, whose connections to backends are {@code pools}. */
    public Exchanges(ExchangeServices services, ConnectionPools pools) {
        this.services = services;
        this.pools = pools;
    }

    /**
     * Begins an exchange whose request head has arrived; its body follows.
     *
     * @param client the client's address without port
     * @param scheme of the client's connection
     */
    public Exchange begin(RequestHead head, String requestId, String client, String scheme, ClientReply reply) {
        services.metrics().onBegun();
        Selected selected = services.selector().select(head, requestId, client);
        ExchangeCapture capture = capture(requestId, selected);
        var exchange = new Exchange(new ExchangeContext(client, selected, reply, services), head, capture);
        var forwarded = new ForwardedRequest(requestId, client, scheme);
        var participants = new ArrayList<Participant>(selected.backends().size());
        for (Backend backend : selected.backends()) {
            participants.add(new Participant(
                    exchange,
                    backend,
                    selected.isRace() || backend == selected.preferred(),
                    capture == null ? null : capture.response(backend.name())));
        }
        exchange.begin(participants);
        long now = System.nanoTime();
        for (Participant participant : participants) {
            start(participant, selected, head, forwarded, now);
        }
        return exchange;
    }

    /** A new request id. */
    public String newRequestId() {
        return IDS.next(System.currentTimeMillis());
    }

    private @Nullable ExchangeCapture capture(String requestId, Selected selected) {
        Capture capture = services.capture();
        if (capture == null || !capture.wants(selected.backends().size())) {
            return null;
        }
        return capture.begin(new Selection(
                requestId,
                services.node(),
                selected.route().name(),
                selected.names(),
                selected.preferred().name()));
    }

    private void start(
            Participant participant, Selected selected, RequestHead head, ForwardedRequest forwarded, long now) {
        Backend backend = participant.backend();
        RequestHead own = munged(participant, selected, head);
        if (own == null) {
            participant.shed("munge_failed");
            return;
        }
        var request = new BackendRequest(own, forwarded, participant.isContender() ? null : backend.name());
        participant.start(
                new BackendCall(pools, backend, request, now, participant), own.equals(head) ? null : sent(own));
    }

    /** The head for that backend; null when a hook failed for a shadow. */
    private @Nullable RequestHead munged(Participant participant, Selected selected, RequestHead head) {
        try {
            return services.munger().munge(head, selected.route(), participant.backend());
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.atDebug()
                    .setCause(e)
                    .addKeyValue("backend", participant.backend().name())
                    .log("MungeRequest hook failed");
            return participant.isContender() ? head : null;
        }
    }

    private static SentRequest sent(RequestHead own) {
        var headers = new Headers();
        own.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        var message = new RequestMessage(own.method(), own.target(), own.version(), headers, Body.EMPTY, new Headers());
        return new SentRequest(message, true);
    }
}
