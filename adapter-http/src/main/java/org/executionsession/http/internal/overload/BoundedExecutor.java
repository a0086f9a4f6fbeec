package org.executionsession.http.internal.overload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Runs work in the threads of the server, and only some of it at a time, so that it leaves threads for others. It runs in the order of arrival;
 * work of different sources takes turns, so that the work of one of them does not delay the others.
 */
public final class BoundedExecutor implements Executor {

    /** The source of work for which it does not matter. */
    private static final Object ANY = new Object();

    private final int max;

    /** The work of each source. The source whose turn is next is the first. */
    private final Map<Object, Deque<Runnable>> queue = new LinkedHashMap<>();

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
        execute(ANY, task);
    }

    /** Runs a task of a source. */
    public void execute(Object source, Runnable task) {
        Executor free;
        synchronized (this) {
            queue.computeIfAbsent(source, first -> new ArrayDeque<>()).addLast(task);
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
                remove(source, task);
            }
            throw stopped;
        }
    }

    private void remove(Object source, Runnable task) {
        Deque<Runnable> tasks = queue.get(source);
        if (tasks != null && tasks.remove(task) && tasks.isEmpty()) {
            queue.remove(source);
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
        Iterator<Map.Entry<Object, Deque<Runnable>>> sources = queue.entrySet().iterator();
        if (!sources.hasNext()) {
            running--;
            return null;
        }
        Map.Entry<Object, Deque<Runnable>> first = sources.next();
        Object source = first.getKey();
        Deque<Runnable> tasks = first.getValue();
        sources.remove();
        Runnable task = tasks.removeFirst();
        if (!tasks.isEmpty()) {
            // Behind the other sources.
            queue.put(source, tasks);
        }
        return task;
    }
}
