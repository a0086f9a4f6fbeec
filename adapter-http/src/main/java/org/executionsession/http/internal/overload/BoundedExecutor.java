package org.executionsession.http.internal.overload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Runs the work of long requests in the threads of the server, in the order of arrival, and only some of it at a time. So requests that wait
 * or stream hold no thread meanwhile, and leave threads for others when many of them continue at once.
 */
public final class BoundedExecutor implements Executor {

    private final int max;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private Executor threads = Runnable::run;
    private int running;

    /**
     * Creates an executor that needs {@link #use threads}.
     *
     * @param max the maximum number of tasks that run at a time
     */
    BoundedExecutor(int max) {
        this.max = max;
    }

    /** Sets the threads; called once, before the first task. */
    synchronized void use(Executor executor) {
        threads = executor;
    }

    @Override
    public void execute(Runnable task) {
        Executor free;
        synchronized (this) {
            queue.addLast(task);
            if (running == max) {
                return;
            }
            running++;
            free = threads;
        }
        try {
            free.execute(this::runQueue);
        } catch (RuntimeException | Error stopped) {
            synchronized (this) {
                running--;
                queue.remove(task);
            }
            throw stopped;
        }
    }

    /** Returns whether tasks wait for others to end. */
    synchronized boolean isWaitedFor() {
        return running == max && !queue.isEmpty();
    }

    private void runQueue() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                // The queue must not stop because of one task.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            }
        }
    }

    private synchronized Runnable next() {
        Runnable task = queue.pollFirst();
        if (task == null) {
            running--;
        }
        return task;
    }
}
