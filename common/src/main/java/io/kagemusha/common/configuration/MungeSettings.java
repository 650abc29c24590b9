package io.kagemusha.common.configuration;

import java.util.Map;
import java.util.Set;

/**
 * What is changed in the copy of a request for one backend: first fields are removed, then set.
 */
public record MungeSettings(Map<String, String> setHeaders, Set<String> removeHeaders) {

    public MungeSettings {
        setHeaders = Map.copyOf(setHeaders);
        removeHeaders = Set.copyOf(removeHeaders);
    }
}
