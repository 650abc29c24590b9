package io.kagemusha.common.configuration;

/**
 * The admin server.
 *
 * @param explicit whether the address was configured; where it was not and is taken, a free port is used
 */
public record AdminSettings(Address address, boolean explicit) {}
