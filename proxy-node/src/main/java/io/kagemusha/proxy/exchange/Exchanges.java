package io.kagemusha.proxy.exchange;

import io.kagemusha.proxy.access.AccessLog;
import io.kagemusha.proxy.access.AccessRequest;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.ConnectionPools;
import io.kagemusha.proxy.backend.ReplayBuffer;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.capture.ExchangeCapture;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.TrustedProxies;
import io.kagemusha.proxy.select.BackendSelector;
import io.kagemusha.proxy.select.SeenBody;
import io.kagemusha.proxy.select.Selected;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins exchanges: selects backends and has those asked that are to be asked at once. Confined to one event loop. */
public final class Exchanges {

    private static final RequestIds IDS = new RequestIds(new SecureRandom());

    private final ExchangeServices services;
    private final ConnectionPools pools;
    private final TrustedProxies proxies;
    private final @Nullable AccessLog access;

    /**
     * The exchanges of one event loop.
     *
     * @param pools that loop's connections to backends
     * @param access gets a line for each request; null when there is none
     */
    public Exchanges(ExchangeServices services, ConnectionPools pools, @Nullable AccessLog access) {
        this.services = services;
        this.pools = pools;
        this.proxies = new TrustedProxies(services.client().trustedProxies());
        this.access = access;
    }

    /**
     * Begins an exchange whose request head has arrived; its body follows.
     *
     * @param client the client's address without port
     * @param scheme of the client's connection
     */
    public ClientExchange begin(RequestHead head, String requestId, String client, String scheme, ClientReply reply) {
        services.metrics().onBegun();
        var forwarded = new ForwardedRequest(requestId, client, scheme, proxies);
        ClientReply logged = logged(reply, head, forwarded);
        BackendSelector selector = services.selector();
        if (selector.takesTime()) {
            var steps = new HookedSelection(head, forwarded, logged);
            var selecting = new Selecting(steps, logged, services.client().replayBufferBytes());
            selecting.begin(selector.wantsBody() && !head.asksForTunnel());
            return selecting;
        }
        Selected selected = selector.select(head, requestId, client);
        return begin(
                new ExchangeContext(head, forwarded, asked(head, selected), Instant.now(), System.nanoTime(), services),
                logged);
    }

    private Exchange begin(ExchangeContext context, ClientReply reply) {
        ExchangeCapture capture = capture(context);
        ReplayBuffer replay = replay(context.head(), context.selected());
        var exchange = new Exchange(context, reply, capture, replay);
        var asking = new Asking(pools, context, exchange, capture, replay);
        List<Participant> first = join(context.selected(), exchange, asking);
        for (int i = 0; i < first.size(); i++) {
            asking.start(first.get(i));
        }
        return exchange;
    }

    /** Nobody can say whether two servers said the same in a protocol that is not known here. */
    private static Selected asked(RequestHead head, Selected selected) {
        return head.asksForTunnel() ? selected.alone() : selected;
    }

    private ClientReply logged(ClientReply reply, RequestHead head, ForwardedRequest forwarded) {
        if (access == null) {
            return reply;
        }
        var request = new AccessRequest(forwarded.client(), head.method(), head.target(), forwarded.requestId());
        return new LoggedReply(reply, access.begin(request));
    }

    /** A request was answered with that status and became no exchange. */
    public void refused(String client, String method, String target, int status) {
        services.metrics().onRefused();
        if (access != null) {
            access.refused(new AccessRequest(client, method, target, ""), status);
        }
    }

    /** A new request id. */
    public String newRequestId() {
        return IDS.next(System.currentTimeMillis());
    }

    /** Where it is decided only later who takes part, it may have to be captured. */
    private @Nullable ExchangeCapture capture(ExchangeContext context) {
        Capture capture = services.capture();
        Selected selected = context.selected();
        if (capture == null || !capture.wants(selected.backends().size())) {
            return null;
        }
        ExchangeCapture begun = capture.begin();
        if (!selected.mode().isSerial()) {
            begun.decide(context.selection(selected.names()));
        }
        return begun;
    }

    /** Keeps the body of what may be sent once more, to another backend or by a call that lost its connection. */
    private @Nullable ReplayBuffer replay(RequestHead head, Selected selected) {
        boolean mayBeNeeded = head.idempotent() || selected.mode().isSerial() || anyMayRefuse(selected.backends());
        return !head.hasBody() || !mayBeNeeded
                ? null
                : new ReplayBuffer(services.client().replayBufferBytes());
    }

    private static boolean anyMayRefuse(List<Backend> backends) {
        for (int i = 0; i < backends.size(); i++) {
            if (backends.get(i).mayRefuse()) {
                return true;
            }
        }
        return false;
    }

    /** All of them take part before the first is started, which may fail at once. */
    private static List<Participant> join(Selected selected, Exchange exchange, Asking asking) {
        boolean serial = selected.mode().isSerial();
        var first = new ArrayList<Participant>(selected.backends().size());
        for (Backend backend : selected.backends()) {
            if (!serial || backend == selected.preferred() || !selected.mayAnswer(backend)) {
                first.add(asking.join(backend));
            }
        }
        if (serial) {
            var later = selected.contenders().subList(1, selected.contenders().size());
            exchange.askLater(new Succession(later, asking));
        }
        return first;
    }

    /** The selection of one request that takes its time. */
    private final class HookedSelection implements Selecting.Steps {

        private final RequestHead head;
        private final ForwardedRequest forwarded;
        private final ClientReply reply;
        private final Instant time = Instant.now();
        private final long startNanos = System.nanoTime();

        HookedSelection(RequestHead head, ForwardedRequest forwarded, ClientReply reply) {
            this.head = head;
            this.forwarded = forwarded;
            this.reply = reply;
        }

        @Override
        public void select(Selecting request, @Nullable SeenBody body) {
            services.selector()
                    .selectLater(
                            pools.loop(), head, body, forwarded.requestId(), forwarded.client(), request::onSelected);
        }

        @Override
        public Exchange begin(Selected selected) {
            var context = new ExchangeContext(head, forwarded, asked(head, selected), time, startNanos, services);
            return Exchanges.this.begin(context, reply);
        }

        @Override
        public void giveUp() {
            services.metrics().onFinished();
        }
    }
}
