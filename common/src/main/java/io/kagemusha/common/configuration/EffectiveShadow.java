package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.ShareText;
import io.kagemusha.common.yaml.SizeText;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a backend may cost while it is a shadow, as {@link EffectiveConfiguration} writes it. */
final class EffectiveShadow {

    private EffectiveShadow() {}

    static Map<String, Object> render(ShadowLimits limits) {
        var map = new LinkedHashMap<String, Object>();
        map.put("sample", ShareText.format(limits.sample().share()));
        map.put("sample-by", limits.sample().by().toString());
        map.put("sample-salt", limits.sample().salt());
        map.put("concurrency", limits.concurrency());
        map.put("backlog", limits.backlog());
        map.put("request-buffer", SizeText.format(limits.sizes().requestBuffer()));
        map.put("buffer", SizeText.format(limits.sizes().buffer()));
        map.put("response-limit", SizeText.format(limits.sizes().responseLimit()));
        var breaker = new LinkedHashMap<String, Object>();
        breaker.put("failures", limits.breaker().failures());
        breaker.put("server-errors", limits.breaker().serverErrors());
        map.put("breaker", breaker);
        map.put("alert-interval", DurationText.format(limits.alertInterval()));
        return map;
    }
}
