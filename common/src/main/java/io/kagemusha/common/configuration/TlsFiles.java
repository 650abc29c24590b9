package io.kagemusha.common.configuration;

import java.nio.file.Path;

/**
 * What a server proves with who it is, in PEM files.
 *
 * @param certificate its certificate, and those up to the root that its clients trust
 * @param key the private key, PKCS #8 and not encrypted
 */
public record TlsFiles(Path certificate, Path key) {}
