package io.kagemusha.proxy.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kagemusha.common.configuration.HookSettings;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HookThreadsTest {

    private final EventLoop loop = new DefaultEventLoop();
    private final HookThreads threads = new HookThreads(new HookSettings(List.of(), 1, Duration.ofSeconds(30)));
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        threads.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private String block() throws InterruptedException {
        released.await();
        return "done";
    }

    @Test
    void leavesWhatAnswersAloneWhileShadowsBlock() throws Exception {
        Future<String> shadow = threads.run(loop, true, this::block);

        Future<String> answering = threads.run(loop, false, () -> "answered");

        assertThat(answering.get(30, TimeUnit.SECONDS)).isEqualTo("answered");
        assertThat(shadow.isDone()).isFalse();
    }

    @Test
    void refusesWhatWouldWaitInVain() {
        var all = new ArrayList<Future<String>>();
        for (int i = 0; i < 1026; i++) {
            all.add(threads.run(loop, false, this::block));
        }

        assertThat(all.get(1025).awaitUninterruptibly().cause()).isInstanceOf(RejectedExecutionException.class);
        assertThat(all.subList(0, 1025)).noneMatch(Future::isDone);
        released.countDown();
        assertThat(all.subList(0, 1025))
                .allMatch(future -> future.awaitUninterruptibly().isSuccess());
    }

    @Test
    void failsWhatTakesTooLongAndHasTheThreadBack() throws Exception {
        try (var hasty = new HookThreads(new HookSettings(List.of(), 1, Duration.ofMillis(20)))) {
            assertThat(hasty.run(loop, false, this::block)
                            .awaitUninterruptibly()
                            .cause())
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("took longer than 20 ms");
            Future<String> next = hasty.run(loop, false, () -> "next");

            assertThat(next.awaitUninterruptibly().isDone()).isTrue();
        }
    }

    @Test
    void failsWhatIsUnderWayWhenItIsClosed() {
        Future<String> running = threads.run(loop, false, this::block);
        Future<String> waiting = threads.run(loop, false, this::block);

        threads.close();

        assertThat(running.awaitUninterruptibly().cause()).isInstanceOf(RejectedExecutionException.class);
        assertThat(waiting.awaitUninterruptibly().cause()).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.run(loop, false, () -> "late").awaitUninterruptibly().cause())
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void saysNothingWhenAHookEndsAfterTheNode() {
        var logged = new ListAppender<ILoggingEvent>();
        var netty = (Logger) LoggerFactory.getLogger("io.netty");
        logged.start();
        netty.addAppender(logged);
        var thread = new AtomicReference<Thread>();
        var unused = threads.run(loop, false, () -> {
            thread.set(Thread.currentThread());
            return block();
        });
        await().until(() -> thread.get() != null);

        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        released.countDown();

        // It waits for the next hook, for a while only
        await().until(() -> thread.get().getState() == Thread.State.TIMED_WAITING);
        netty.detachAppender(logged);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void handsErrorsOn() {
        Future<String> failed = threads.run(loop, false, () -> {
            throw new NoSuchMethodError("hook");
        });

        assertThat(failed.awaitUninterruptibly().cause()).isInstanceOf(NoSuchMethodError.class);
    }
}
