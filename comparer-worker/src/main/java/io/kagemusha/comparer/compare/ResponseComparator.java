package io.kagemusha.comparer.compare;

import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.rule.RuleBook;
import io.kagemusha.comparer.compare.rule.ScopedRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a shadow's response with the reference: status, header fields, body. Safe for use by several threads; it
 * does not block, and its time and memory are bounded by the size of the bodies.
 */
public final class ResponseComparator {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseComparator.class);

    private final RuleBook rules;
    private final HeaderComparator headers;

    /** Compiles the rules of {@code settings}. */
    public ResponseComparator(CompareSettings settings) {
        this.rules = new RuleBook(settings.rules());
        this.headers = new HeaderComparator(settings.ignoreHeaders());
    }

    /**
     * Compares two complete responses to one request. Never throws: what it cannot cope with is uncomparable.
     *
     * @param route the name of the route that the request matched
     * @param endpoint what {@link Endpoints#of} said of the request
     */
    public Verdict compare(
            String route,
            String endpoint,
            String referenceName,
            ResponseMessage reference,
            String shadowName,
            ResponseMessage shadow) {
        var comparison = new Comparison(referenceName, shadowName);
        try {
            var place = new RuleBook.Place(route, endpoint, reference.status(), shadow.status());
            return compare(rules.in(place), reference, shadow, comparison);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // The outcome says it; at a higher level one strange endpoint could fill the log
            LOG.atDebug().addKeyValue("endpoint", endpoint).setCause(e).log("Comparing two responses failed");
            return new Verdict.Uncomparable("comparing failed: " + e.getClass().getSimpleName());
        }
    }

    private Verdict compare(
            ScopedRules scoped, ResponseMessage reference, ResponseMessage shadow, Comparison comparison) {
        var findings = new Findings(comparison);
        compareStatus(scoped, reference.status(), shadow.status(), findings);
        BodyPair bodies = BodyPair.of(reference, shadow);
        compareHeaders(scoped, reference, shadow, bodies, findings);
        String reason = new BodyComparator(reference, shadow, bodies).compare(scoped.body(), findings);
        return reason == null || !findings.isEmpty()
                ? new Verdict.Compared(comparison)
                : new Verdict.Uncomparable(reason);
    }

    private static void compareStatus(ScopedRules scoped, int reference, int shadow, Findings findings) {
        if (reference == shadow) {
            return;
        }
        String rule = scoped.acceptingStatus();
        if (rule != null) {
            findings.applied(rule);
        } else {
            findings.add(Kind.STATUS, "", Integer.toString(reference), Integer.toString(shadow));
        }
    }

    private void compareHeaders(
            ScopedRules scoped, ResponseMessage reference, ResponseMessage shadow, BodyPair bodies, Findings findings) {
        headers.compare(reference.headers(), shadow.headers(), "", scoped, findings);
        headers.compare(reference.trailers(), shadow.trailers(), "trailer:", scoped, findings);
        if (bodies.state() == BodyPair.State.RAW) {
            // The one case in which the coding decides what a client can make of the body
            headers.compareField("content-encoding", reference.headers(), shadow.headers(), scoped, findings);
        }
    }
}
