package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.BackendSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was said of one backend while nodes were running.
 *
 * @param settings null when it was deleted
 * @param registered when the name was first said; gives backends that the file does not have their order
 */
record BackendChange(@Nullable BackendSettings settings, Instant registered) {}
