package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how large responses wait for their memory. */
@Timeout(60)
class LargeResponseLimiterTest {

    private static final int REQUESTS = 16;
    private static final int BYTES = 100_000;

    private final Bulkheads bulkheads = Bulkheads.of(REQUESTS);
    private final LargeResponseLimiter limiter = new LargeResponseLimiter(
            bulkheads.largeResponses(), new SharedMemory(BYTES, Long.MAX_VALUE), bulkheads.serialization());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private void hold() {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Each of them has a thread while it waits. */
    @Test
    void responsesOfOneCallerThatWait_leaveThreadsToOthers() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            threads.execute(() -> limiter.write(BYTES, "first", MonitoredRequest.NEVER, false, this::hold));
            begun.await();
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                waiting.add(CompletableFuture.runAsync(
                                () -> limiter.write(BYTES / 100, "many", MonitoredRequest.NEVER, false, () -> {}),
                                threads)
                        .handle((written, failure) -> failure == null ? "" : failure.getMessage()));
            }
            assertThat(CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
                            .join())
                    .asString()
                    .endsWith("the limit of concurrent large responses is reached");
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }
}
