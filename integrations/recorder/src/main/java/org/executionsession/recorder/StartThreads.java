package org.executionsession.recorder;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.exception.OverloadedException;

/**
 * Writes starts while their jobs wait. The thread of a job may be in a transaction of the application, which the store would join. Then no
 * other thread would see the start before the commit, and a rollback would delete it. So a thread of the recorder writes it.
 */
final class StartThreads implements AutoCloseable {

    private static final int MAX_THREADS = 16;

    /** How long a thread waits for the next start. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor executor;

    StartThreads(ThreadFactory threads) {
        executor = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Writes, and waits for it, also if the thread is interrupted: the caller must know whether the start is stored.
     *
     * @throws OverloadedException if no thread can write
     * @throws RuntimeException what the write throws
     */
    void write(Runnable write) {
        CompletableFuture<Void> written;
        try {
            written = CompletableFuture.runAsync(write, executor);
        } catch (RejectedExecutionException closed) {
            throw new OverloadedException("the recorder is closed, and takes no more starts");
        } catch (OutOfMemoryError noThread) {
            throw new OverloadedException("no thread to record the start: " + noThread.getMessage());
        }
        try {
            written.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }

    /** Takes no more starts, and writes those that it has. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
