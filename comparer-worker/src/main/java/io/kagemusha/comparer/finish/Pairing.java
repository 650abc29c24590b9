package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import java.util.List;

/** Says which backend of an exchange is the reference; every other one is a shadow and makes one pair with it. */
final class Pairing {

    private Pairing() {}

    /**
     * The backend that gave the client its reply. Where the record that says so is missing: the preferred one, unless its
     * record says that it was not the one; then the first whose record is missing.
     */
    static String reference(JoinedExchange exchange) {
        Selection selection = exchange.selection();
        for (String backend : selection.backends()) {
            ResponseRecord response = exchange.responses().get(backend);
            if (response != null && response.reply()) {
                return backend;
            }
        }
        if (!exchange.responses().containsKey(selection.preferred())) {
            return selection.preferred();
        }
        return selection.backends().stream()
                .filter(backend -> !exchange.responses().containsKey(backend))
                .findFirst()
                .orElse(selection.preferred());
    }

    /** The shadows, in order of registration. */
    static List<String> shadows(JoinedExchange exchange, String reference) {
        return exchange.selection().backends().stream()
                .filter(backend -> !backend.equals(reference))
                .toList();
    }
}
