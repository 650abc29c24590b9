package io.kagemusha.proxy.access;

/**
 * What is said of a request, one character a byte as it came.
 *
 * @param client its address without port
 * @param requestId empty for one that was refused before it had any
 */
public record AccessRequest(String client, String method, String target, String requestId) {}
