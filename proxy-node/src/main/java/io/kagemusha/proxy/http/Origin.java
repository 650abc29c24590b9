package io.kagemusha.proxy.http;

/**
 * Whose resources are asked for.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port
 */
public record Origin(String scheme, String authority) {}
