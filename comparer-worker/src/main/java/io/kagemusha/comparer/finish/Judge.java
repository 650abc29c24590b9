package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.finish.Comparing.Answer;
import io.kagemusha.comparer.publish.Judgement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the built-in verdict on one pair. The first that holds is the outcome:
 *
 * <ol>
 *   <li>{@code SHED}: the shadow's record says so.
 *   <li>{@code SHADOW_FAILED}: the shadow's record says so.
 *   <li>{@code REPLY_FAILED}: the reference's record says so.
 *   <li>{@code UNJOINED}: the request or one of the two responses did not come.
 *   <li>{@code UNCOMPARABLE}: one of these came and cannot be read, or the two responses cannot be compared.
 *   <li>What the comparison finds.
 * </ol>
 *
 * What a record says outright goes before what is missing, so that a pair whose shadow was shed is never blamed on a lost
 * record. A response that broke off has a failure, hence is never compared.
 */
final class Judge {

    private final Comparing comparing;

    Judge(Comparing comparing) {
        this.comparing = comparing;
    }

    Judgement judge(JoinedExchange exchange, String endpoint, String reference, String shadow) {
        Failure shadowFailure = failure(exchange, shadow);
        if (shadowFailure != null) {
            return shadowFailure.kind() == FailureKind.SHED
                    ? Judgement.of(Outcome.SHED, shadowFailure.reason())
                    : Judgement.of(Outcome.SHADOW_FAILED, shadowFailure.toString());
        }
        Failure replyFailure = failure(exchange, reference);
        if (replyFailure != null) {
            return Judgement.of(Outcome.REPLY_FAILED, replyFailure.toString());
        }
        ResponseMessage referenceResponse = response(exchange, reference);
        ResponseMessage shadowResponse = response(exchange, shadow);
        if (exchange.request() == null || referenceResponse == null || shadowResponse == null) {
            return incomplete(exchange, reference, shadow);
        }
        return comparing.compare(
                exchange.selection().route(),
                endpoint,
                new Answer(reference, referenceResponse),
                new Answer(shadow, shadowResponse));
    }

    private static Judgement incomplete(JoinedExchange exchange, String reference, String shadow) {
        var missing = new ArrayList<String>();
        var unreadable = new ArrayList<String>();
        if (exchange.request() == null) {
            sort(exchange, JoinedExchange.REQUEST, missing, unreadable);
        }
        for (String backend : List.of(reference, shadow)) {
            if (!exchange.responses().containsKey(backend)) {
                sort(exchange, JoinedExchange.responseOf(backend), missing, unreadable);
            }
        }
        return missing.isEmpty()
                ? Judgement.of(Outcome.UNCOMPARABLE, "unreadable: " + String.join("; ", unreadable))
                : Judgement.of(Outcome.UNJOINED, "missing: " + String.join(", ", missing));
    }

    private static void sort(JoinedExchange exchange, String what, List<String> missing, List<String> unreadable) {
        String fault = exchange.unreadable().get(what);
        if (fault == null) {
            missing.add(what);
        } else {
            unreadable.add(what + ": " + fault);
        }
    }

    private static @Nullable Failure failure(JoinedExchange exchange, String backend) {
        ResponseRecord response = exchange.responses().get(backend);
        return response == null ? null : response.result().failure();
    }

    private static @Nullable ResponseMessage response(JoinedExchange exchange, String backend) {
        ResponseRecord response = exchange.responses().get(backend);
        return response == null ? null : response.result().response();
    }
}
