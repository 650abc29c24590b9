package io.kagemusha.proxy.http;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Sets of field names, which are looked up without regard to case (RFC 9110, 5.1). */
final class FieldNames {

    private FieldNames() {}

    static Set<String> of(CharSequence... names) {
        var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (CharSequence name : names) {
            set.add(name.toString());
        }
        return Collections.unmodifiableSet(set);
    }
}
