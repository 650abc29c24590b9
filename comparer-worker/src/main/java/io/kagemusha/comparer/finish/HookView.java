package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.hook.FinishedBackend;
import io.kagemusha.common.hook.FinishedExchange;
import io.kagemusha.common.http.RequestMessage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A finished exchange in the shape that hooks know. Confined to the thread that runs them. */
final class HookView implements FinishedExchange {

    private final Drafts drafts;
    private final List<FinishedBackend> backends;

    /** Shows {@code drafts}, whose comparisons the hooks may change. */
    HookView(Drafts drafts) {
        this.drafts = drafts;
        JoinedExchange exchange = drafts.exchange();
        RequestMessage request = request();
        backends = exchange.selection().backends().stream()
                .map(exchange.responses()::get)
                .filter(Objects::nonNull)
                .<FinishedBackend>map((ResponseRecord response) -> new HookBackendView(response, request))
                .toList();
    }

    @Override
    public Selection selection() {
        return drafts.exchange().selection();
    }

    @Override
    public String endpoint() {
        return drafts.endpoint();
    }

    @Override
    public @Nullable RequestMessage request() {
        var request = drafts.exchange().request();
        return request == null ? null : request.request();
    }

    @Override
    public List<FinishedBackend> backends() {
        return backends;
    }

    @Override
    public List<Comparison> comparisons() {
        return drafts.comparisons();
    }
}
