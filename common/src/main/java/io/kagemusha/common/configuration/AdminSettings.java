package io.kagemusha.common.configuration;

/**
 * The admin server.
 *
 * @param explicit whether the address was configured; where it was not and is taken, a free port is used
 */
public record AdminSettings(Address address, boolean explicit) {

    public static final AdminSettings DEFAULT = new AdminSettings(new Address("127.0.0.1", 9901), false);
}
