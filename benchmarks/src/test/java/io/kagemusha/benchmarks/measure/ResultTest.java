package io.kagemusha.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.peer.Nginx;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {

    @Test
    void putsEachRoundInProportionToTheReferenceOfTheSameRound() {
        // Given a second round in which everything took twice as long
        var setting = new Setting(1, List.of(), null);
        var reference = new Contestant(new Nginx("nginx"), setting);
        var ours = new Contestant(new ProxyNode("kagemusha"), setting);
        var one = new Case("forward", "forwarding", Traffic.USUAL, List.of(reference, ours));

        // When
        var result = new Result(one, Map.of("nginx", List.of(cpu(10), cpu(20)), "kagemusha", List.of(cpu(9), cpu(18))));

        // Then
        assertThat(result.ratio("kagemusha")).isEqualTo(new Spread(0.9, 0.9, 0.9));
    }

    private static Sample cpu(double micros) {
        return new Sample(micros, new Throughput(1, 0, 1, 0, 0), null);
    }
}
