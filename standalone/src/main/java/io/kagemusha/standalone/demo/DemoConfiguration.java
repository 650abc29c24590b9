package io.kagemusha.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The configuration of the demonstration, as a file that the reader can copy while the demonstration runs. */
final class DemoConfiguration implements AutoCloseable {

    private static final String RESOURCE = "demo.yaml";
    private static final String FREE = "0";

    private final String text;
    private final Path file;

    private DemoConfiguration(String text, Path file) {
        this.text = text;
        this.file = file;
    }

    static DemoConfiguration write() throws IOException {
        try (InputStream resource =
                Objects.requireNonNull(DemoConfiguration.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            String text = new String(resource.readAllBytes(), UTF_8);
            return new DemoConfiguration(
                    text, Files.writeString(Files.createTempFile("kagemusha-demo-", ".yaml"), text));
        }
    }

    /** What the file says when the shops are at these ports, and free ports do for the rest. */
    Configuration load(int oldShop, int newShop) throws ConfigurationException {
        return ConfigurationLoader.parse(
                text,
                Path.of(""),
                Map.of(
                        "OLD_SHOP_PORT",
                        Integer.toString(oldShop),
                        "NEW_SHOP_PORT",
                        Integer.toString(newShop),
                        "PROXY_PORT",
                        FREE,
                        "ADMIN_PORT",
                        FREE),
                Set.of(Part.PROXY));
    }

    Path file() {
        return file;
    }

    /** Deletes the file. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
