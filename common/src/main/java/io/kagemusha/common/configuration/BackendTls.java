package io.kagemusha.common.configuration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a backend's https instances are spoken to.
 *
 * @param ca PEM file of the authorities that its certificate may come from; null for those that Java trusts
 * @param client what this node proves itself with; null where it is not asked to
 * @param serverName what is asked for and must stand in the certificate; null for the URL's host
 * @param verify whether the certificate is checked at all
 */
public record BackendTls(
        @Nullable Path ca,
        @Nullable TlsFiles client,
        @Nullable String serverName,
        boolean verify) {

    /** As any careful client does it. */
    public static final BackendTls DEFAULT = new BackendTls(null, null, null, true);
}
