package io.kagemusha.common.admin;

import java.util.Map;

/**
 * A request to the admin server.
 *
 * @param name what its path has in place of <code>{name}</code>; empty where that has none
 * @param query its query's parameters
 */
public record AdminRequest(String name, Map<String, String> query, String body) {

    public AdminRequest {
        query = Map.copyOf(query);
    }
}
