package io.kagemusha.common.admin;

import java.util.Set;

/**
 * A request to the admin server.
 *
 * @param name what its path has in place of <code>{name}</code>; empty where that has none
 * @param flags what its query asks for
 */
public record AdminRequest(String name, Set<String> flags, String body) {

    public AdminRequest {
        flags = Set.copyOf(flags);
    }
}
