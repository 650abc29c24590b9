package io.kagemusha.proxy.backend;

/**
 * One instance of a backend, as listings show it.
 *
 * @param instance host and port
 * @param up false while it is passed over
 */
public record InstanceStatus(String instance, boolean up) {}
