package io.kagemusha.common.admin;

import io.kagemusha.common.configuration.Address;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request was sent to this server under a name of its own. A web page can have its own name resolved to a
 * loopback address (DNS rebinding); the browser then takes what is there for a part of the page, and only {@code Host} tells.
 */
final class HostCheck {

    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]");

    private final String ownName;

    HostCheck(Address address) {
        this.ownName = address.host();
    }

    /** @param host the field's value; null is no browser's */
    boolean permits(@Nullable String host) {
        if (host == null) {
            return true;
        }
        String name = PORT.matcher(host.strip()).replaceFirst("");
        return LITERAL.matcher(name).matches() || name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(ownName);
    }
}
