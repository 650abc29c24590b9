package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.comparer.publish.ExchangeHead;
import io.kagemusha.comparer.publish.Judgement;
import io.kagemusha.comparer.publish.PairOutcome;
import io.kagemusha.comparer.publish.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The built-in verdicts on all pairs of one exchange, before hooks have had their say.
 *
 * @param comparing how they were reached, and how comparisons that hooks have changed are read
 * @param judgements by shadow, in order of registration
 */
record Drafts(JoinedExchange exchange, Comparing comparing, String endpoint, String reference, List<Draft> judgements) {

    /** The verdict on one shadow. */
    record Draft(String shadow, Judgement judgement) {}

    static Drafts of(JoinedExchange exchange, Comparing comparing) {
        var request = exchange.request();
        String endpoint = request == null ? ExchangeHead.UNKNOWN_ENDPOINT : comparing.endpoint(request.request());
        String reference = Pairing.reference(exchange);
        var judge = new Judge(comparing);
        var drafts = new ArrayList<Draft>();
        for (String shadow : Pairing.shadows(exchange, reference)) {
            drafts.add(new Draft(shadow, judge.judge(exchange, endpoint, reference, shadow)));
        }
        return new Drafts(exchange, comparing, endpoint, reference, drafts);
    }

    /** The same verdicts with comparisons of their own, for a hook to change. */
    Drafts copy() {
        var copies = judgements.stream()
                .map(draft -> new Draft(draft.shadow(), copy(draft.judgement())))
                .toList();
        return new Drafts(exchange, comparing, endpoint, reference, copies);
    }

    List<Comparison> comparisons() {
        return judgements.stream()
                .map(draft -> draft.judgement().comparison())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The outcomes, by the comparisons as they stand now. */
    List<PairOutcome> outcomes() {
        var head = new ExchangeHead(
                exchange.selection().requestId(),
                time(),
                exchange.selection().route(),
                endpoint,
                exchange.request() == null ? null : exchange.request().request());
        var outcomes = new ArrayList<PairOutcome>(judgements.size());
        for (Draft draft : judgements) {
            Comparison comparison = draft.judgement().comparison();
            Judgement judgement = comparison == null ? draft.judgement() : Judgement.of(comparison);
            String signature = comparison != null && judgement.outcome() == Outcome.MISMATCH
                    ? comparing.signature(endpoint, comparison)
                    : null;
            outcomes.add(new PairOutcome(head, side(reference), side(draft.shadow()), judgement, signature));
        }
        return outcomes;
    }

    private static Judgement copy(Judgement judgement) {
        Comparison comparison = judgement.comparison();
        if (comparison == null) {
            return judgement;
        }
        var copy = new Comparison(comparison.reference(), comparison.shadow());
        comparison.differences().forEach(copy::add);
        comparison.rules().forEach(copy::applied);
        return Judgement.of(copy);
    }

    private Side side(String backend) {
        ResponseRecord response = exchange.responses().get(backend);
        return new Side(backend, response == null ? null : response.result());
    }

    private Instant time() {
        if (exchange.request() != null) {
            return exchange.request().time();
        }
        Map<String, ResponseRecord> responses = exchange.responses();
        return exchange.selection().backends().stream()
                .map(responses::get)
                .filter(Objects::nonNull)
                .map(ResponseRecord::time)
                .findFirst()
                .orElse(exchange.firstArrival());
    }
}
