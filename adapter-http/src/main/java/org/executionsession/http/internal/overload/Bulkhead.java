package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;

/**
 * Bounds how many requests of one sort are processed at once: those that take much memory or a connection of the database,
 * or whose client can take its time to read. Without a bound, a few of them would hold all that the server has, and nobody
 * could record anything.
 *
 * <p>A caller has a share: one place stays free for others, and half of the queue. Of those that wait, the one goes first whose
 * caller has the fewest places. A request whose client has gone does not wait any more.
 */
public final class Bulkhead {

    /** Of the connections of a pool, these and those of counts and selections leave some for what is done in a moment. */
    static final int MAX_LISTS = 6;

    /** Requests that hold a connection of the pool for long, or much memory: in a small heap, a few would fill it. */
    private static final int MAX_EXPENSIVE = 2;

    private final String what;
    private final int share;
    private final int maxWaiting;
    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<String, Integer> running = new HashMap<>();
    private int free;

    private Bulkhead(String what, int max, int maxWaiting) {
        this(what, max, maxWaiting, OverloadProtection.QUEUE_TIMEOUT);
    }

    Bulkhead(String what, int max, int maxWaiting, Duration patience) {
        this.what = what;
        this.free = max;
        this.share = Math.max(1, max - 1);
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    /** A request that waits for its turn. Guarded by the lock. */
    private final class Waiting {
        final String caller;
        final Condition changed = lock.newCondition();
        boolean granted;
        boolean cancelled;

        Waiting(String caller) {
            this.caller = caller;
        }

        void cancel() {
            lock.lock();
            try {
                cancelled = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lists, which are read from the database as fast as their clients take them; most are short, and many may wait. */
    static Bulkhead lists(int requestsAtOnce) {
        return new Bulkhead("lists", MAX_LISTS, Math.max(1, requestsAtOnce * 3 / 4));
    }

    /** Requests that are named so, each of which may use much of the database or of the memory. */
    static Bulkhead expensive(String what, int requestsAtOnce) {
        return new Bulkhead(what, MAX_EXPENSIVE, maxWaiting(requestsAtOnce));
    }

    /** Answers that are known as a whole, but do not fit into the buffers between us and a client. */
    static Bulkhead largeAnswers(int requestsAtOnce) {
        return new Bulkhead("large responses", Math.max(1, requestsAtOnce / 4), maxWaiting(requestsAtOnce));
    }

    /** Those that wait are processed, too: those of each sort leave room for others. */
    private static int maxWaiting(int requestsAtOnce) {
        return Math.max(1, requestsAtOnce / 8);
    }

    /**
     * Does something, when its turn has come.
     *
     * @throws OverloadedException when too many wait already, or its turn does not come in time; it was not begun
     * @throws CancellationException when it is not wanted any more before its turn has come; it was not begun
     */
    public void run(String caller, CancellationSignal signal, Runnable work) {
        acquire(caller, signal);
        try {
            work.run();
        } finally {
            release(caller);
        }
    }

    boolean isWaitedFor() {
        return waiting() > 0;
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private void acquire(String caller, CancellationSignal signal) {
        lock.lock();
        try {
            Waiting waiting = new Waiting(caller);
            if (isTooLongFor(caller)) {
                throw overloaded();
            }
            queue.addLast(waiting);
            grant();
            if (!waiting.granted) {
                CancellationSignal.Registration registration = signal.onCancel(waiting::cancel);
                try {
                    await(waiting);
                } finally {
                    registration.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** One that need not wait is not rejected for the length of the queue. */
    private boolean isTooLongFor(String caller) {
        if (free > 0 && running.getOrDefault(caller, 0) < share) {
            return false;
        }
        long own =
                queue.stream().filter(waiting -> waiting.caller.equals(caller)).count();
        return queue.size() >= maxWaiting || own >= Math.max(1, maxWaiting / 2);
    }

    private void await(Waiting waiting) {
        long left = patience.toNanos();
        try {
            while (!waiting.granted && !waiting.cancelled && left > 0) {
                left = waiting.changed.awaitNanos(left);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (!waiting.granted) {
            queue.remove(waiting);
            if (waiting.cancelled) {
                throw new CancellationException("the client has gone");
            }
            throw overloaded();
        }
    }

    /** Gives free places to those that wait: first to callers with the fewest, and among them to the one that came first. */
    private void grant() {
        Waiting first = next();
        while (first != null) {
            queue.remove(first);
            free--;
            running.merge(first.caller, 1, Integer::sum);
            first.granted = true;
            first.changed.signal();
            first = next();
        }
    }

    private Waiting next() {
        Waiting first = null;
        int fewest = share;
        if (free > 0) {
            for (Waiting waiting : queue) {
                int places = running.getOrDefault(waiting.caller, 0);
                if (places < fewest) {
                    fewest = places;
                    first = waiting;
                }
            }
        }
        return first;
    }

    private void release(String caller) {
        lock.lock();
        try {
            free++;
            running.merge(caller, -1, (places, one) -> places + one == 0 ? null : places + one);
            grant();
        } finally {
            lock.unlock();
        }
    }

    private OverloadedException overloaded() {
        return new OverloadedException("the limit of concurrent " + what + " is reached");
    }
}
