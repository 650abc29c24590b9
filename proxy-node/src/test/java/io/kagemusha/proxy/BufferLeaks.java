package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that left a buffer unreleased. Netty notices that when the buffer is collected as garbage. */
final class BufferLeaks implements AfterAllCallback {

    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    static {
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + ": " + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        var marker = new WeakReference<>(new byte[16]);
        await().until(() -> {
            System.gc();
            return marker.get() == null;
        });
        // The detector looks for what was collected when it is to track another one
        ByteBufAllocator.DEFAULT.directBuffer().release();
        ByteBufAllocator.DEFAULT.heapBuffer().release();
        var found = List.copyOf(FOUND);
        // Or each class that follows would be blamed for it too
        FOUND.removeAll(found);
        assertThat(found).as("buffers never released").isEmpty();
    }
}
