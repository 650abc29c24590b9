package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.json;
import static io.kagemusha.comparer.compare.Comparing.path;
import static io.kagemusha.comparer.compare.Comparing.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.http.Headers;
import io.kagemusha.comparer.compare.finding.Findings;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileResponsesTest {

    private static final long SMALL_STACK = 512 << 10;

    private final Comparing comparing = Comparing.withRules();

    private static String nested(int depth, String innermost) {
        return "[".repeat(depth) + innermost + "]".repeat(depth);
    }

    private static String nestedObjects(int depth, String innermost) {
        return "{\"a\":[".repeat(depth) + innermost + "]}".repeat(depth);
    }

    @Test
    void comparesByLinesWhatIsNestedTooDeep() {
        assertThat(comparing
                        .compare(json(nested(100_000, "1")), json(nested(100_000, "2")))
                        .differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .containsExactly("value line:1");
    }

    @Test
    void comparesByLinesWhatHasTooManyElements() {
        String reference = "[" + "[],".repeat(600_000) + "1]";

        assertThat(comparing
                        .compare(json(reference), json(reference.replace("1]", "2]")))
                        .differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .containsExactly("value line:1");
    }

    @Test
    void comparesTheDeepestStructureOnASmallStack() {
        var onSmallStack = new CompletableFuture<Verdict>();
        var thread = new Thread(
                null,
                () -> onSmallStack.complete(
                        comparing.verdict(json(nestedObjects(200, "1,2")), json(nestedObjects(200, "2,1")))),
                "small-stack",
                SMALL_STACK);
        thread.start();

        var compared = (Verdict.Compared) onSmallStack.join();

        assertThat(compared.comparison().differences())
                .extracting(d -> d.kind().wireName() + " " + d.path())
                .containsExactly("order " + "/a/0".repeat(199) + "/a");
    }

    @Test
    void comparesInvalidUtf8ByBytes() {
        byte[] invalid = "{\"a\":\"?\"}".getBytes(UTF_8);
        invalid[6] = (byte) 0xff;

        assertThat(comparing.differences(
                        json("{\"a\":\"x\"}"), response(200, Headers.of("Content-Type", "application/json"), invalid)))
                .containsExactly("bytes : 9 bytes, from offset 6: 78 22 7d / 9 bytes, from offset 6: ff 22 7d");
    }

    @Test
    void comparesGiantArraysInTimeOfTheirSize() {
        String ascending = numbers(IntStream.range(0, 100_000));
        String inserted = "[-1," + ascending.substring(1);
        String descending = numbers(IntStream.range(0, 100_000).map(i -> 99_999 - i));
        String others = numbers(IntStream.range(100_000, 200_000));
        var bag = Comparing.withRules(path("bag", "", new RuleAction.Unordered()));

        assertThat(comparing.differences(json(ascending), json(inserted))).containsExactly("extra /0: null / -1");
        assertThat(comparing.compare(json(ascending), json(descending)).differences())
                .extracting(d -> d.kind().wireName())
                .containsExactly("order");
        assertThat(comparing.differences(json(ascending), json(others))).hasSize(Findings.MAX_DIFFERENCES);
        assertThat(bag.differences(json(ascending), json(descending))).isEmpty();
        assertThat(bag.differences(json(ascending), json(others))).hasSize(Findings.MAX_DIFFERENCES);
    }

    @Test
    void comparesGiantArraysOfAlikeObjectsInTimeOfTheirSize() {
        String reference = objects(20_000, 1);
        String shadow = objects(20_001, 2);
        var bag = Comparing.withRules(
                path("bag", "", new RuleAction.Unordered()),
                path("near", "/*/v", new RuleAction.TolerateNumber(BigDecimal.ZERO)));

        assertThat(comparing.differences(json(reference), json(shadow))).hasSize(Findings.MAX_DIFFERENCES);
        assertThat(bag.differences(json(reference), json(shadow))).hasSize(Findings.MAX_DIFFERENCES);
    }

    @Test
    void comparesArraysInArraysInAnyOrderInBoundedTime() {
        String reference = "[" + matrix(40, 0) + ("," + matrix(40, 0)).repeat(39) + "]";
        String shadow = "[" + matrix(40, 1) + ("," + matrix(40, 1)).repeat(39) + "]";

        assertThat(inTime(() -> anyOrder().differences(json(reference), json(shadow))))
                .isNotEmpty();
    }

    @Test
    void comparesTheDeepestStructureInAnyOrderInBoundedTime() {
        assertThat(inTime(() -> anyOrder().differences(json(nested(200, "1,2")), json(nested(200, "2.1,1.1")))))
                .isEmpty();
    }

    /** Rules by which no order counts anywhere, and numbers may be apart by a quarter. */
    private static Comparing anyOrder() {
        return Comparing.withRules(
                path("bag", "/**", new RuleAction.Unordered()),
                path("near", "/**", new RuleAction.TolerateNumber(new BigDecimal("0.25"))));
    }

    /** Rows of which each differs from every other in its greatest number, and from those with another addend. */
    private static String matrix(int size, int addend) {
        return IntStream.range(0, size)
                .mapToObj(row -> IntStream.range(0, size)
                        .map(column -> addend == 0 ? column : size - 1 - column)
                        .mapToObj(number -> number + (number == size - 1 ? 2 * row + addend : 0) + ".1" + addend)
                        .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void comparesManyArraysWithoutACommonOrderInTheTimeOfAFew() {
        var shuffled = IntStream.range(0, 4_000).boxed().collect(Collectors.toList());
        Collections.shuffle(shuffled, new Random(1));
        String reference = manyOf(numbers(IntStream.range(0, 4_000)));
        String shadow = manyOf(numbers(shuffled.stream().mapToInt(i -> i)));

        long before = threadTime();
        var differences = comparing.compare(json(reference), json(shadow)).differences();
        long nanos = threadTime() - before;

        assertThat(differences).extracting(d -> d.kind().wireName()).containsOnly("order");
        // Some seconds at most; where each array was aligned by itself it took longer than a transaction may last
        assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(8));
    }

    /** Of this thread alone, which other processes do not lengthen. */
    private static long threadTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String manyOf(String array) {
        return IntStream.range(0, 240)
                .mapToObj(i -> "\"" + i + "\":" + array)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> T inTime(ThrowingSupplier<T> comparing) {
        return assertTimeoutPreemptively(Duration.ofSeconds(60), comparing);
    }

    @Test
    void comparesTextsWithoutACommonOrderInTimeOfTheirSize() {
        var lines = IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.toList());
        String reference = String.join("\n", lines);
        Collections.shuffle(lines, new Random(1));

        assertThat(comparing.differences(Comparing.text(reference), Comparing.text(String.join("\n", lines))))
                .hasSize(1);
    }

    @Test
    void shortensLongValuesAndPaths() {
        String reference = "{\"" + "k".repeat(40_000) + "\":\"" + "x".repeat(100_000) + "\"}";

        var difference = comparing
                .compare(json(reference), json(reference.replace("xx\"}", "xy\"}")))
                .differences()
                .get(0);

        assertThat(difference.path()).hasSizeLessThan(700);
        assertThat(difference.reference()).hasSizeLessThan(700).contains("xx\"");
        assertThat(difference.shadow()).hasSizeLessThan(700).contains("xy\"");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesAnyBytesOfAnyType(int seed) {
        var random = new Random(seed);
        String[] types = {"application/json", "text/html", "image/png", ";;;=\"", "text/plain; charset=utf-16", ""};
        String[] codings = {"gzip", "br", "zstd", "deflate", "identity", ",,x"};
        byte[] reference = new byte[random.nextInt(64)];
        byte[] shadow = new byte[random.nextInt(64)];
        random.nextBytes(reference);
        random.nextBytes(shadow);
        Headers headers = Headers.of(
                "Content-Type", types[random.nextInt(types.length)],
                "Content-Encoding", codings[random.nextInt(codings.length)]);

        assertThat(comparing.differences(response(200, headers, reference), response(200, headers, shadow)))
                .hasSize(Arrays.equals(reference, shadow) ? 0 : 1);
    }

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    private static String numbers(IntStream numbers) {
        return numbers.mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String objects(int count, int value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"t\":\"same\",\"u\":\"same\",\"v\":" + (value * 1_000_000 + i) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
