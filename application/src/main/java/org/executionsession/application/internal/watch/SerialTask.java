package org.executionsession.application.internal.watch;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task in an executor when it is triggered: never twice at the same time, and once more if it is triggered while it runs. */
final class SerialTask implements Runnable {

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger triggers = new AtomicInteger();

    SerialTask(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    void trigger() {
        if (triggers.getAndIncrement() == 0) {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException closed) {
                // The library is closed, and this tells those who watch.
                run();
            } catch (OutOfMemoryError noThread) {
                // The next trigger tries again.
                triggers.set(0);
                throw noThread;
            }
        }
    }

    @Override
    public void run() {
        int handled = triggers.get();
        do {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                triggers.set(0);
                throw failure;
            }
            handled = triggers.addAndGet(-handled);
        } while (handled > 0);
    }
}
