package io.kagemusha.proxy.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.SampleKey;
import io.kagemusha.common.configuration.SampleKey.Source;
import io.kagemusha.common.configuration.SampleSettings;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final RequestHead BARE = head();

    private static RequestHead head(String... fields) {
        var headers = new DefaultHttpHeaders();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return new RequestHead("GET", "/", "HTTP/1.1", headers, BodyFraming.NONE);
    }

    private static SampleSettings sample(double share, Source source, String name) {
        return new SampleSettings(share, new SampleKey(source, name), "");
    }

    private static String id(int i) {
        return new UUID(0x0190_0000_0000_7abcL, 0x8000_0001_0000_0000L + i).toString();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.25, 0.5, 0.95})
    void choosesItsShareOfTenThousandIdsThatCountUp(double share) {
        var sample = sample(share, Source.REQUEST_ID, "");

        long chosen = IntStream.range(0, 10_000)
                .filter(i -> Sampling.includes(sample, BARE, id(i), "10.0.0.1"))
                .count();

        assertThat(chosen).isBetween((long) (10_000 * share) - 200, (long) (10_000 * share) + 200);
    }

    @Test
    void choosesNobodyOrEverybodyAtTheEnds() {
        assertThat(IntStream.range(0, 10_000))
                .noneMatch(i -> Sampling.includes(sample(0, Source.REQUEST_ID, ""), BARE, id(i), ""))
                .allMatch(i -> Sampling.includes(sample(1, Source.REQUEST_ID, ""), BARE, id(i), ""));
    }

    @Test
    void choosesInTheLargerShareWhatItChoosesInTheSmaller() {
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> Sampling.includes(sample(0.05, Source.REQUEST_ID, ""), BARE, id(i), "")))
                .isNotEmpty()
                .allMatch(i -> Sampling.includes(sample(0.1, Source.REQUEST_ID, ""), BARE, id(i), ""));
    }

    @Test
    void choosesIndependentlyWithAnotherSalt() {
        var salted = new SampleSettings(0.5, SampleKey.REQUEST_ID, "pepper");

        long both = IntStream.range(0, 10_000)
                .filter(i -> Sampling.includes(sample(0.5, Source.REQUEST_ID, ""), BARE, id(i), ""))
                .filter(i -> Sampling.includes(salted, BARE, id(i), ""))
                .count();

        assertThat(both).isBetween(2_300L, 2_700L);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT_IP, ''", "HEADER, x-user", "COOKIE, sid"})
    void choosesAllOrNoneWithTheSameKey(Source source, String name) {
        var sample = sample(0.5, source, name);
        int chosenKeys = 0;

        for (int key = 0; key < 100; key++) {
            String ip = "10.0.0." + key;
            RequestHead head = head("X-User", "u" + key, "Cookie", "a=b; sid=" + key + "; sid=other");
            List<Boolean> choices = IntStream.range(0, 20)
                    .mapToObj(i -> Sampling.includes(sample, head, id(i), ip))
                    .distinct()
                    .toList();
            assertThat(choices).hasSize(1);
            chosenKeys += choices.get(0) ? 1 : 0;
        }

        assertThat(chosenKeys).isBetween(30, 70);
    }

    @ParameterizedTest
    @CsvSource({"HEADER, x-user", "COOKIE, sid"})
    void choosesByRequestIdWhereTheKeyIsMissing(Source source, String name) {
        RequestHead other = head("Cookie", "sidx=1; xsid=2; sid", "X-Users", "1");

        assertThat(IntStream.range(0, 1000))
                .allMatch(i -> Sampling.includes(sample(0.5, source, name), other, id(i), "")
                        == Sampling.includes(sample(0.5, Source.REQUEST_ID, ""), BARE, id(i), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a client", "10.0.0.1"})
    void givesEveryKeyOnePlaceBelowOne(String key) {
        assertThat(Sampling.position("s", key))
                .isEqualTo(Sampling.position("s", key))
                .isBetween(0.0, Math.nextDown(1.0));
    }
}
