package io.kagemusha.common.configuration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is changed in the copy of a request for one backend: first fields are removed, then set.
 *
 * @param setHeaders values by name, set in this order
 */
public record MungeSettings(Map<String, String> setHeaders, Set<String> removeHeaders) {

    public MungeSettings {
        setHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(setHeaders));
        removeHeaders = Set.copyOf(removeHeaders);
    }
}
