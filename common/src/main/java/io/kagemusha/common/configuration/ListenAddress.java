package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import org.jspecify.annotations.Nullable;

/** Where a listener takes connections. */
public sealed interface ListenAddress permits Address, SocketPath {

    ValueType<ListenAddress> TYPE =
            ValueType.of(Address.TYPE.expected() + ", or " + SocketPath.EXPECTED, ListenAddress::parseOrNull);

    /** Whether nobody else may be given the same. */
    boolean isExclusive();

    private static @Nullable ListenAddress parseOrNull(String text) {
        return text.startsWith(SocketPath.PREFIX)
                ? SocketPath.parseOrNull(text.substring(SocketPath.PREFIX.length()))
                : Address.TYPE.parser().parse(text);
    }
}
