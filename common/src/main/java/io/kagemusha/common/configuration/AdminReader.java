package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code admin}. */
final class AdminReader {

    /** RFC 6750, 2.1, and long enough not to be guessed. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");

    private static final String TOKEN_EXPECTED = "at least 16 letters, digits, '-', '.', '_', '~', '+' and '/'";

    private AdminReader() {}

    /**
     * Reads it.
     *
     * @param path reads paths of files
     * @param listeners whose addresses are taken
     */
    static AdminSettings read(Section admin, ValueType<Path> path, List<ListenerSettings> listeners) {
        var defaults = AdminSettings.DEFAULT;
        Address address = admin.get("address", Address.TYPE, defaults.address());
        if (admin.has("address")
                && address.port() != 0
                && listeners.stream().anyMatch(listener -> listener.address().equals(address))) {
            admin.fault("address", address.toString(), "an address that no listener has");
        }
        String token = admin.find("token", ValueType.TEXT);
        if (token != null && !TOKEN.matcher(token).matches()) {
            admin.fault("token", Secrets.MASK, TOKEN_EXPECTED);
        } else if (!admin.has("token") && !address.isLoopback()) {
            admin.fault("token", "none", TOKEN_EXPECTED + ", because other machines reach " + address);
        }
        return new AdminSettings(address, admin.has("address"), token, tls(admin, path));
    }

    private static @Nullable TlsFiles tls(Section admin, ValueType<Path> path) {
        Section tls = admin.section("tls");
        if (!admin.has("tls")) {
            tls.find("certificate", path);
            tls.find("key", path);
            return null;
        }
        Path nothing = Path.of("");
        return new TlsFiles(tls.require("certificate", path, nothing), tls.require("key", path, nothing));
    }
}
