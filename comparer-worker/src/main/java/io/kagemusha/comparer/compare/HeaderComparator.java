package io.kagemusha.comparer.compare;

import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.MediaType;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.rule.ScopedRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares fields by name, repeated ones in order; the order of different names means nothing (RFC 9110, 5.3). */
final class HeaderComparator {

    private final Set<String> ignored;

    /** Creates one that passes over the fields named, in lower case. */
    HeaderComparator(Collection<String> ignored) {
        this.ignored = Set.copyOf(ignored);
    }

    /**
     * Adds what differs.
     *
     * @param prefix stands before names in paths
     */
    void compare(Headers reference, Headers shadow, String prefix, ScopedRules rules, Findings findings) {
        if (reference.equals(shadow)) {
            return;
        }
        Map<String, List<String>> referenceFields = fields(reference);
        Map<String, List<String>> shadowFields = fields(shadow);
        referenceFields.forEach((name, values) -> {
            List<String> others = shadowFields.remove(name);
            report(name, values, others == null ? List.of() : others, prefix, rules, findings);
        });
        shadowFields.forEach((name, values) -> report(name, List.of(), values, prefix, rules, findings));
    }

    /** Adds what differs of one field, even when it is one to be passed over. */
    void compareField(String name, Headers reference, Headers shadow, ScopedRules rules, Findings findings) {
        report(name, reference.all(name), shadow.all(name), "", rules, findings);
    }

    private Map<String, List<String>> fields(Headers headers) {
        var fields = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            if (!ignored.contains(name)) {
                fields.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(headers.value(i));
            }
        }
        return fields;
    }

    private static void report(
            String name,
            List<String> reference,
            List<String> shadow,
            String prefix,
            ScopedRules rules,
            Findings findings) {
        if (same(name, reference, shadow)) {
            return;
        }
        String rule = rules.acceptingField(name, reference, shadow);
        if (rule != null) {
            findings.applied(rule);
        } else {
            findings.add(Kind.HEADER, prefix + name, joined(name, reference), joined(name, shadow));
        }
    }

    private static boolean same(String name, List<String> reference, List<String> shadow) {
        if (reference.equals(shadow)) {
            return true;
        }
        if (reference.isEmpty() || shadow.isEmpty()) {
            return false;
        }
        if (name.equals("content-type")) {
            return mediaTypes(reference).equals(mediaTypes(shadow));
        }
        return Objects.equals(joined(name, reference), joined(name, shadow));
    }

    private static List<MediaType> mediaTypes(List<String> values) {
        return values.stream().map(MediaType::parse).toList();
    }

    /** Several lines are one list, but for {@code Set-Cookie}, whose values have commas of their own. */
    private static @Nullable String joined(String name, List<String> values) {
        return values.isEmpty() ? null : String.join(name.equals("set-cookie") ? "\n" : ", ", values);
    }
}
