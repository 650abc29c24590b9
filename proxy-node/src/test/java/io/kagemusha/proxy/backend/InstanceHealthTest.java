package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendTls;
import io.kagemusha.common.configuration.ConnectionSettings;
import io.kagemusha.common.configuration.HostField;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.ProbeSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstanceHealthTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3 * SECOND);

    private InstanceHealth health(int maxFails) {
        return health(maxFails, null);
    }

    private InstanceHealth health(int maxFails, ProbeSettings probe) {
        var settings = new InstanceSettings(
                ConnectionSettings.DEFAULT,
                HostField.KEEP,
                maxFails,
                Duration.ofSeconds(10),
                probe,
                BackendTls.DEFAULT);
        return new InstanceHealth(settings, now::get);
    }

    private void pass(long seconds) {
        now.addAndGet(seconds * SECOND);
    }

    @Test
    void goesDownOnceAndComesBackOnce() {
        InstanceHealth health = health(1);

        assertThat(health.onSuccess()).isNegative();
        assertThat(health.onFailure()).isTrue();
        assertThat(health.onFailure()).isFalse();
        assertThat(health.isUp()).isFalse();
        pass(4);
        assertThat(health.onSuccess()).isEqualTo(4 * SECOND);
        assertThat(health.onSuccess()).isNegative();
        assertThat(health.isUp()).isTrue();
    }

    @Test
    void goesDownOnlyAfterFailuresInARowAndInTime() {
        InstanceHealth health = health(3);

        assertThat(health.onFailure()).isFalse();
        assertThat(health.onFailure()).isFalse();
        health.onSuccess();
        assertThat(health.onFailure()).isFalse();
        assertThat(health.onFailure()).isFalse();
        pass(11);
        assertThat(health.onFailure()).isFalse();
        pass(10);
        assertThat(health.onFailure()).isFalse();
        pass(10);
        assertThat(health.onFailure()).isTrue();
    }

    @Test
    void staysUpWhereNoNumberOfFailuresIsTooMany() {
        InstanceHealth health = health(0);

        for (int i = 0; i < 100; i++) {
            assertThat(health.onFailure()).isFalse();
        }
        assertThat(health.isUp()).isTrue();
    }

    @Test
    void givesOneTrialEachTimeThatItIsDue() {
        InstanceHealth health = health(1);
        assertThat(health.takeTrial()).isFalse();
        health.onFailure();

        pass(9);
        assertThat(health.takeTrial()).isFalse();
        pass(1);
        assertThat(health.takeTrial()).isTrue();
        assertThat(health.takeTrial()).isFalse();
        health.onFailure();
        pass(9);
        assertThat(health.takeTrial()).isFalse();
        pass(1);
        assertThat(health.takeTrial()).isTrue();
    }

    @Test
    void comesBackByProbesAloneWhereThereAreSome() {
        InstanceHealth health = health(1, ProbeSettings.DEFAULT);
        health.onFailure();

        pass(60);
        assertThat(health.takeTrial()).isFalse();
        assertThat(health.onSuccess()).isNegative();
        assertThat(health.isUp()).isFalse();
        assertThat(health.onProbesPassed()).isEqualTo(60 * SECOND);
        assertThat(health.onProbesPassed()).isNegative();
        assertThat(health.isUp()).isTrue();
    }

    @Test
    void goesDownOnceByProbesToo() {
        InstanceHealth health = health(0, ProbeSettings.DEFAULT);

        assertThat(health.onProbesFailed()).isTrue();
        assertThat(health.onProbesFailed()).isFalse();
        assertThat(health.isUp()).isFalse();
    }
}
