package org.executionsession.application.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that call the executor of tasks, and those of the function that executes tasks. None lives while it has nothing to do. */
public final class TaskThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskThreads.class);

    /** How many calls of the executor run at once. A call of a remote executor may take as long as its timeout. */
    private static final int MAX_CALLS = 16;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final ThreadPoolExecutor calls;
    private final ThreadPoolExecutor functions;
    private final InterruptGates gates = new InterruptGates();
    private volatile Runnable beforeClose = () -> {};

    public TaskThreads(ThreadFactory threads) {
        calls = new ThreadPoolExecutor(
                MAX_CALLS, MAX_CALLS, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
        calls.allowCoreThreadTimeOut(true);
        functions = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), threads);
    }

    /** Sets what happens before the threads end. */
    public void onClose(Runnable action) {
        beforeClose = action;
    }

    public Executor calls() {
        return calls;
    }

    public ExecutorService functions() {
        return functions;
    }

    /** Returns the gates of the functions. */
    public InterruptGates gates() {
        return gates;
    }

    /** Waits until all threads have ended, at most for ten seconds. */
    @Override
    public void close() {
        beforeClose.run();
        calls.shutdown();
        // They are not interrupted: a thread may be using the store.
        functions.shutdown();
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (ThreadPoolExecutor pool : List.of(functions, calls)) {
                if (!pool.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("executions of tasks did not end in time; other processes find that they have ended");
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
