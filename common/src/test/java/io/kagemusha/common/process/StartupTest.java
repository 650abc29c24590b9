package io.kagemusha.common.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StartupTest {

    private final List<String> closed = new CopyOnWriteArrayList<>();

    @Test
    void closesWhatHasStartedAndStopsWaitingForTheRestWhenOnePartFails() {
        assertThatThrownBy(() -> {
                    // Given
                    try (var startup = new Startup()) {
                        Startup.await(startup.begin(() -> part("first")));
                        var second = startup.begin(() -> part("second"));
                        second.get();
                        var unused = startup.beginWaiting(() -> {
                            new CountDownLatch(1).await();
                            return part("never");
                        });

                        // When
                        Startup.await(startup.begin(() -> {
                            throw new IOException("taken");
                        }));
                    }
                })
                // Then
                .isInstanceOf(IOException.class)
                .hasMessage("taken");
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void leavesPartsOpenWhenAllHaveStarted() throws Exception {
        // Given
        try (var startup = new Startup()) {
            Startup.await(startup.begin(() -> part("only")));

            // When
            startup.succeeded();
        }

        // Then
        assertThat(closed).isEmpty();
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
