package io.kagemusha.comparer.finish;

import static io.kagemusha.comparer.Exchanges.failure;
import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Difference;
import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.hook.FinishedBackend;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.Exchanges;
import io.kagemusha.comparer.ParkingExecutor;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.Pipeline.Setup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class HooksTest {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void areCalledOnceForEachExchange() {
        try (var pipeline =
                new Pipeline(new Setup().hooks(x -> seen.add(x.selection().requestId())))) {
            // When
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("2");

            // Then
            assertThat(seen).containsExactly("1", "2");
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH", "2/staging MISMATCH");
        }
    }

    @Test
    void seeRequestResponsesTimesAndTheComparison() {
        BackendFinished hook = exchange -> {
            seen.add(exchange.endpoint() + " " + exchange.request().target());
            for (FinishedBackend backend : exchange.backends()) {
                seen.add(backend.name() + " " + backend.reply() + " " + backend.text() + " "
                        + backend.timings().elapsedMillis() + " "
                        + backend.request().method());
            }
            seen.add(exchange.comparison().toString());
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            pipeline.pipeMismatch("1");

            // Then
            assertThat(seen)
                    .containsExactly(
                            "GET /users/{id} /users/7?full=1",
                            "production true {\"a\":1} 3.25 GET",
                            "staging false {\"a\":2} 3.25 GET",
                            "MISMATCH production / staging\n  value /a: 1 / 2");
        }
    }

    @Test
    void seeTextWithoutItsContentCoding() throws IOException {
        // Given
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(new byte[] {'h', 'i'});
        }
        var message = Exchanges.message(compressed.toByteArray(), "text/plain");
        message.headers().add("Content-Encoding", "gzip");
        var single = selection("1", "production");

        try (var pipeline = new Pipeline(
                new Setup().hooks(x -> seen.add(x.backend("production").text())))) {
            // When
            pipeline.pipe(request(single));
            pipeline.pipe(Exchanges.response(single, "production", message, null));

            // Then
            assertThat(seen).containsExactly("hi");
        }
    }

    @Test
    void seeWhatFailedAndExchangesOfOneBackend() {
        BackendFinished hook = x -> x.backends().forEach(b -> seen.add(b.name() + " " + b.failure()));
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            var single = selection("1", "production");
            pipeline.pipe(request(single));
            pipeline.pipe(failure(single, "production", FailureKind.RESET, "gone"));

            // Then
            assertThat(seen).containsExactly("production reset (gone)");
        }
    }

    @Test
    void seeOnlyCompleteExchangesOfSeveralBackendsWhereRestrictedToThem() {
        try (var pipeline = new Pipeline(
                new Setup().onlyComplete().hooks(x -> seen.add(x.selection().requestId())))) {
            // When
            var single = selection("single", "production");
            pipeline.pipe(request(single));
            pipeline.pipe(response(single, "production", "{}"));
            var failed = selection("failed", "production", "staging");
            pipeline.pipe(request(failed));
            pipeline.pipe(response(failed, "production", "{}"));
            pipeline.pipe(failure(failed, "staging", FailureKind.DNS, ""));
            pipeline.pipe(request(selection("missing", "production", "staging")));
            pipeline.pass(Pipeline.JOIN_TIMEOUT.plusSeconds(1));
            pipeline.pipeMismatch("complete");

            // Then
            assertThat(seen).containsExactly("complete");
        }
    }

    @Test
    void seeExchangesOfWhichRecordsAreMissing() {
        BackendFinished hook = x -> seen.add(x.request() + " " + x.backends().size() + " " + x.comparison());
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // Given
            pipeline.pipe(response(selection("1", "production", "staging"), "production", "{}"));

            // When
            pipeline.pass(Pipeline.JOIN_TIMEOUT.plusSeconds(1));
            pipeline.pipeMismatch("2");

            // Then
            assertThat(seen).first().isEqualTo("null 1 null");
        }
    }

    @Test
    void canAcceptDifferences() {
        BackendFinished hook =
                x -> x.comparison().accept(x.comparison().differences().get(0), "by-hook");
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            pipeline.pipeMismatch("1");

            // Then
            assertThat(pipeline.outcomes())
                    .singleElement()
                    .satisfies(o -> assertThat(o.get("outcome").asText()).isEqualTo("MATCH_AFTER_RULES"))
                    .satisfies(o -> assertThat(o.get("rules").get(0).asText()).isEqualTo("by-hook"));
            assertThat(pipeline.mismatches()).isEmpty();
        }
    }

    @Test
    void canAddDifferences() {
        BackendFinished hook = x -> x.comparison().add(new Difference(Kind.VALUE, "/price", "1", "2"));
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            var exchange = selection("1", "production", "staging");
            pipeline.pipe(request(exchange));
            pipeline.pipe(response(exchange, "production", "{}"));
            pipeline.pipe(response(exchange, "staging", "{}"));

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH");
            assertThat(pipeline.mismatches())
                    .singleElement()
                    .satisfies(m -> assertThat(
                                    m.get("differences").get(0).get("path").asText())
                            .isEqualTo("/price"));
        }
    }

    @Test
    void thatFailOnceAreCalledAgainWithNothingOfTheFirstAttempt() {
        // Given
        var attempts = new AtomicInteger();
        BackendFinished hook = x -> {
            x.comparison().add(new Difference(Kind.VALUE, "/added", "1", "2"));
            if (attempts.incrementAndGet() == 1) {
                throw new IOException("not now");
            }
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            pipeline.pipeMismatch("1");

            // Then
            assertThat(pipeline.outcomes())
                    .singleElement()
                    .satisfies(o -> assertThat(o.get("differences").asInt()).isEqualTo(2));
            assertThat(pipeline.read(Pipeline.TOPICS.deadLetters())).isEmpty();
            assertThat(pipeline.count("hook.failures")).isEqualTo(1);
        }
    }

    @Test
    void thatKeepFailingSendTheRecordsToTheDeadLettersAndLeaveTheBuiltInOutcome() {
        // Given
        BackendFinished hook = x -> {
            x.comparison().accept(x.comparison().differences().get(0), "half-done");
            if (x.selection().requestId().equals("1")) {
                throw new IllegalStateException("never");
            }
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            // When
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("2");

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging MISMATCH", "2/staging MATCH_AFTER_RULES");
            var letters = pipeline.read(Pipeline.TOPICS.deadLetters());
            assertThat(letters).hasSize(3).allSatisfy(letter -> {
                assertThat(Pipeline.text(letter.key())).isEqualTo("1");
                assertThat(Pipeline.text(letter.headers()
                                .lastHeader("dead-letter-reason")
                                .value()))
                        .isEqualTo("hook_failed");
                assertThat(Pipeline.text(
                                letter.headers().lastHeader("dead-letter-error").value()))
                        .contains("never");
            });
            assertThat(pipeline.count("hook.failures")).isEqualTo(3);
        }
    }

    @Test
    void thatBlockAreGivenUpIntoTheDeadLettersAndThoseBehindThemGoOn() throws InterruptedException {
        // Given
        var entered = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        BackendFinished hook = x -> {
            if (x.selection().requestId().equals("1")) {
                entered.countDown();
                never.await();
            }
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook).hookThreads(Executors::newSingleThreadExecutor))) {
            pipeline.pipeMismatch("1");
            pipeline.pipeMismatch("2");
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(pipeline.verdicts()).isEmpty();
            assertThat(pipeline.storeEntries()).hasSize(6);

            // When
            pipeline.passUnproven(HookLine.LIMIT.plusSeconds(1));

            // Then
            var verdicts = new ArrayList<>(pipeline.verdicts());
            await().untilAsserted(() -> {
                pipeline.tick();
                verdicts.addAll(pipeline.verdicts());
                assertThat(verdicts).containsExactly("1/staging MISMATCH", "2/staging MISMATCH");
            });
            assertThat(pipeline.read(Pipeline.TOPICS.deadLetters())).hasSize(3);
        }
    }

    @Test
    void haveNoMoreExchangesWithThemThanThereIsRoomForAndThenNoMoreIsRead() {
        // Given
        int exchanges = HookLine.ROOM + 5;
        var hooks = new ParkingExecutor();
        try (var pipeline = new Pipeline(
                new Setup().hooks(x -> seen.add(x.selection().requestId())).hookThreads(() -> hooks))) {
            // When
            for (int i = 0; i < exchanges; i++) {
                assertThat(pipeline.isFull()).as("full at %s", i).isEqualTo(i > HookLine.ROOM);
                pipeline.pipeMismatch("exchange-" + i);
            }

            // Then
            assertThat(hooks.parked()).isEqualTo(HookLine.ROOM);
            for (int i = 0; i < 5; i++) {
                assertThat(pipeline.isFull()).isTrue();
                hooks.runOne();
                pipeline.tick();
                assertThat(hooks.parked()).isEqualTo(HookLine.ROOM);
            }
            assertThat(pipeline.isFull()).isFalse();
            while (hooks.runOne()) {
                pipeline.tick();
            }
            assertThat(seen)
                    .hasSize(exchanges)
                    .startsWith("exchange-0", "exchange-1")
                    .endsWith("exchange-1004");
            assertThat(pipeline.verdicts()).hasSize(exchanges);
        }
    }

    @Test
    void haveNoMoreExchangesWithThemThanThereIsMemoryFor() {
        // Given
        String body = "\"" + "x".repeat(4_000) + "\"";
        var hooks = new ParkingExecutor();
        try (var pipeline =
                new Pipeline(new Setup().hooks(x -> {}).hookThreads(() -> hooks).hookMemory(10_000))) {
            // When
            for (String requestId : List.of("1", "2", "3")) {
                assertThat(pipeline.isFull()).isFalse();
                var exchange = selection(requestId, "production", "staging");
                pipeline.pipe(request(exchange));
                pipeline.pipe(response(exchange, "production", body));
                pipeline.pipe(response(exchange, "staging", body));
            }

            // Then
            assertThat(hooks.parked()).isEqualTo(2);
            assertThat(pipeline.isFull()).isTrue();
            hooks.runOne();
            pipeline.tick();
            assertThat(hooks.parked()).isEqualTo(2);
            assertThat(pipeline.isFull()).isFalse();
            while (hooks.runOne()) {
                pipeline.tick();
            }
            assertThat(pipeline.verdicts()).hasSize(3);
        }
    }

    @Test
    void doNotSeeAnExchangeTwiceOfWhichTheRestComesWhileTheyRun() {
        // Given
        var hooks = new ParkingExecutor();
        try (var pipeline = new Pipeline(
                new Setup().hooks(x -> seen.add(x.selection().requestId())).hookThreads(() -> hooks))) {
            var exchange = selection("1", "production", "staging");
            pipeline.pipe(request(exchange));
            pipeline.pipe(response(exchange, "production", "{}"));
            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
            assertThat(hooks.parked()).isEqualTo(1);

            // When
            pipeline.pipe(response(exchange, "staging", "{}"));
            while (hooks.runOne()) {
                pipeline.tick();
            }

            // Then
            assertThat(pipeline.verdicts()).containsExactly("1/staging UNJOINED");
            assertThat(seen).containsExactly("1");
            assertThat(pipeline.count("records.late")).isEqualTo(1);
        }
    }

    @Test
    void leaveWhatHasNoRoomWithThemToBeCompletedStill() {
        // Given
        var hooks = new ParkingExecutor();
        try (var pipeline =
                new Pipeline(new Setup().hooks(x -> {}).hookThreads(() -> hooks).hookMemory(1))) {
            var last = selection("3", "production", "staging");
            for (var exchange :
                    List.of(selection("1", "production", "staging"), selection("2", "production", "staging"), last)) {
                pipeline.pipe(request(exchange));
                pipeline.pipe(response(exchange, "production", "{}"));
            }
            pipeline.passIdle(Pipeline.JOIN_TIMEOUT.plusMillis(1));
            assertThat(pipeline.isFull()).isTrue();

            // When
            pipeline.pipe(response(last, "staging", "{}"));
            while (hooks.runOne()) {
                pipeline.tick();
            }

            // Then
            assertThat(pipeline.verdicts())
                    .containsExactly("1/staging UNJOINED", "2/staging UNJOINED", "3/staging MATCH");
        }
    }

    @Test
    void thatFailOnAnExchangeWithAnUnreadableRecordMakeOneLetterOfEach() {
        // Given
        BackendFinished hook = x -> {
            throw new IllegalStateException("never");
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook))) {
            var exchange = selection("1", "production", "staging");
            pipeline.pipe(request(exchange));
            pipeline.pipe(response(exchange, "production", "{}"));
            var good = new RecordWriter(Pipeline.TOPICS.requests(), Pipeline.TOPICS.responses())
                    .write(response(exchange, "staging", "{}"));

            // When
            pipeline.pipe(new ProducerRecord<>(good.topic(), null, null, good.key(), new byte[] {'?'}, good.headers()));

            // Then
            assertThat(pipeline.read(Pipeline.TOPICS.deadLetters()))
                    .extracting(letter -> Pipeline.text(
                            letter.headers().lastHeader("dead-letter-reason").value()))
                    .containsExactlyInAnyOrder("unreadable", "hook_failed", "hook_failed");
        }
    }

    @Test
    void areGivenWhatExpiresAsThereIsRoom() {
        // Given
        int exchanges = HookLine.ROOM + 5;
        var hooks = new ParkingExecutor();
        try (var pipeline = new Pipeline(new Setup().hooks(x -> {}).hookThreads(() -> hooks))) {
            for (int i = 0; i < exchanges; i++) {
                pipeline.pipe(request(selection("exchange-" + i, "production", "staging")));
            }

            // When
            pipeline.pass(Pipeline.JOIN_TIMEOUT.plusSeconds(1));
            pipeline.pipeMismatch("last");

            // Then
            assertThat(hooks.parked()).isEqualTo(HookLine.ROOM);
            while (hooks.runOne()) {
                pipeline.tick();
            }
            assertThat(pipeline.verdicts()).hasSize(exchanges + 1);
        }
    }

    @Test
    void doNotSeeAnExchangeTwiceThatIsRepeatedWhileTheyRun() throws InterruptedException {
        // Given
        var go = new CountDownLatch(1);
        BackendFinished hook = x -> {
            go.await();
            seen.add(x.selection().requestId());
        };
        try (var pipeline = new Pipeline(new Setup().hooks(hook).hookThreads(Executors::newSingleThreadExecutor))) {
            pipeline.pipeMismatch("1");

            // When
            pipeline.pipeMismatch("1");
            go.countDown();

            // Then
            var verdicts = new ArrayList<String>();
            await().untilAsserted(() -> {
                pipeline.tick();
                verdicts.addAll(pipeline.verdicts());
                assertThat(verdicts).containsExactly("1/staging MISMATCH");
            });
            assertThat(seen).containsExactly("1");
            assertThat(pipeline.count("records.duplicate")).isEqualTo(3);
        }
    }
}
