package io.kagemusha.common.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is made unreadable before a record leaves the node. Names are compared without regard to case.
 *
 * @param headers fields whose values are secret, in requests, responses and trailers
 * @param query parameters of request targets, of URLs in fields, and of forms
 * @param cookies cookies in {@code Cookie} and {@code Set-Cookie}; {@code *} stands for all
 * @param json patterns of JSON pointers, of values in request and response bodies
 * @param key what equal secrets are given equal tokens by; null for a random one of each process, and where the process
 *     captures nothing
 */
public record RedactSettings(
        List<String> headers,
        List<String> query,
        List<String> cookies,
        List<String> json,
        @Nullable String key) {

    /** Credentials of every kind that HTTP knows. */
    public static final RedactSettings DEFAULT = new RedactSettings(
            List.of("authorization", "proxy-authorization"), List.of(), List.of("*"), List.of(), null);

    public RedactSettings {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
        cookies = List.copyOf(cookies);
        json = List.copyOf(json);
    }

    /** Whether nothing is redacted. */
    public boolean isEmpty() {
        return headers.isEmpty() && query.isEmpty() && cookies.isEmpty() && json.isEmpty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "RedactSettings[headers=" + headers + ", query=" + query + ", cookies=" + cookies + ", json=" + json
                + "]";
    }
}
