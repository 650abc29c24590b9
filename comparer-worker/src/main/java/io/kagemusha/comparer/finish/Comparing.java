package io.kagemusha.comparer.finish;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.compare.Endpoints;
import io.kagemusha.comparer.compare.ResponseComparator;
import io.kagemusha.comparer.compare.Signature;
import io.kagemusha.comparer.compare.Verdict;
import io.kagemusha.comparer.publish.Judgement;

/**
 * How to compare, at the moment: the settings and what was made of them. Immutable, replaced as a whole when they change,
 * safe for use by several threads.
 */
public final class Comparing {

    private final CompareSettings settings;
    private final Endpoints endpoints;
    private final ResponseComparator comparator;

    public Comparing(CompareSettings settings) {
        this.settings = settings;
        this.endpoints = new Endpoints(settings.endpoints());
        this.comparator = new ResponseComparator(settings);
    }

    public CompareSettings settings() {
        return settings;
    }

    String endpoint(RequestMessage request) {
        return endpoints.of(request.method(), request.target());
    }

    Judgement compare(String route, String endpoint, Answer reference, Answer shadow) {
        Verdict verdict = comparator.compare(
                route, endpoint, reference.backend(), reference.response(), shadow.backend(), shadow.response());
        if (verdict instanceof Verdict.Uncomparable uncomparable) {
            return Judgement.of(Outcome.UNCOMPARABLE, uncomparable.reason());
        }
        return Judgement.of(((Verdict.Compared) verdict).comparison());
    }

    String signature(String endpoint, Comparison comparison) {
        return Signature.of(endpoint, comparison);
    }

    /** The response of one backend. */
    record Answer(String backend, ResponseMessage response) {}
}
