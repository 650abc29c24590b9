package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.BackendUrl;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.ShadowLimits;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private static final Failure REFUSED = new Failure(FailureKind.CONNECT_REFUSED, "");

    private final AtomicLong now = new AtomicLong();

    private Instances instances(String... hosts) throws Exception {
        var settings = new BackendSettings(
                "staging",
                Stream.of(hosts).map(host -> BackendUrl.parse("http://" + host)).toList(),
                false,
                BackendSettings.DEFAULT_TIMEOUT,
                InstanceSettings.DEFAULT,
                ShadowLimits.DEFAULT);
        return new Instances(settings, null, now::get);
    }

    private static String name(Instance instance) {
        return instance.authority().replace(":80", "");
    }

    private static String turns(Instances instances, int count) {
        var turns = new StringBuilder();
        for (int i = 0; i < count; i++) {
            turns.append(name(Objects.requireNonNull(instances.next(List.of(), false))));
        }
        return turns.toString();
    }

    private static String allFor(Instances instances) {
        var tried = new ArrayList<Instance>();
        for (Instance next = instances.next(tried, false); next != null; next = instances.next(tried, false)) {
            tried.add(next);
        }
        return String.join("", tried.stream().map(InstancesTest::name).toList());
    }

    @Test
    void takesTurnsInOrder() throws Exception {
        assertThat(turns(instances("a", "b", "c"), 7)).isEqualTo("abcabca");
        assertThat(turns(instances("a"), 3)).isEqualTo("aaa");
    }

    @Test
    void givesEachToARequestOnceThenNone() throws Exception {
        assertThat(allFor(instances("a", "b", "c"))).hasSize(3).contains("a", "b", "c");
        assertThat(allFor(instances("a"))).isEqualTo("a");
    }

    @Test
    void passesOverWhatIsDownAndSharesItsTurnsEvenly() throws Exception {
        Instances instances = instances("a", "b", "c");

        instances.all().get(0).onConnectFailed(REFUSED);

        assertThat(turns(instances, 6)).containsOnlyOnce("bcbcbc");
    }

    @Test
    void givesWhatIsDownLast() throws Exception {
        Instances instances = instances("a", "b", "c");

        instances.all().get(0).onConnectFailed(REFUSED);

        assertThat(allFor(instances)).hasSize(3).endsWith("a");
    }

    @Test
    void stillGivesOneWhenAllAreDown() throws Exception {
        Instances instances = instances("a", "b", "c");

        instances.all().forEach(instance -> instance.onConnectFailed(REFUSED));

        assertThat(turns(instances, 3)).hasSize(3).contains("a", "b", "c");
        assertThat(allFor(instances)).hasSize(3);
    }

    @Test
    void triesWhatIsDownWithOneRequestAndTakesItBackWhenItAnswers() throws Exception {
        Instances instances = instances("a", "b", "c");
        Instance down = instances.all().get(1);
        down.onConnectFailed(REFUSED);

        now.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(turns(instances, 5)).startsWith("b").hasSize(5);
        assertThat(turns(instances, 4)).doesNotContain("b");
        down.onAlive();
        assertThat(turns(instances, 6)).contains("abc");
    }

    @Test
    void givesNoneThatIsDownWhereItIsTooLateForThat() throws Exception {
        Instances instances = instances("a", "b");
        instances.all().get(0).onConnectFailed(REFUSED);
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        Instance next = instances.next(List.of(), true);

        assertThat(next).hasToString("b:80");
        assertThat(instances.next(List.of(Objects.requireNonNull(next)), true)).isNull();
    }
}
