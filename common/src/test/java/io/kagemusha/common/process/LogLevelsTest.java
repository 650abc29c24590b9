package io.kagemusha.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogLevelsTest {

    @Test
    void takesTheLevelsThatThereAreInAnyCase() {
        assertThat(LogLevels.faults(Map.of())).isEmpty();
        assertThat(LogLevels.faults(Map.of("KAGEMUSHA_LOG_LEVEL", "debug", "ROOT_LOG_LEVEL", "OFF")))
                .isEmpty();
    }

    @Test
    void refusesWhatLogbackWouldTakeForDebug() {
        assertThat(LogLevels.faults(Map.of("KAGEMUSHA_LOG_LEVEL", "WARNING", "ROOT_LOG_LEVEL", "")))
                .containsExactly(
                        "KAGEMUSHA_LOG_LEVEL: WARNING (expected: one of OFF, ERROR, WARN, INFO, DEBUG, TRACE)",
                        "ROOT_LOG_LEVEL:  (expected: one of OFF, ERROR, WARN, INFO, DEBUG, TRACE)");
    }
}
