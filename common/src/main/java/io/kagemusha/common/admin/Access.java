package io.kagemusha.common.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Who may see and change what is not open to everybody: whoever sends the token (RFC 6750, 2.1), where there is one. */
final class Access {

    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] token;

    Access(@Nullable String token) {
        this.token = token == null ? null : token.getBytes(UTF_8);
    }

    /** Whether everybody who reaches the server may. */
    boolean isOpen() {
        return token == null;
    }

    /** Takes as long for a token that is nearly right as for one that is not. */
    boolean permits(@Nullable String authorization) {
        if (token == null) {
            return true;
        }
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).strip().getBytes(UTF_8), token);
    }
}
