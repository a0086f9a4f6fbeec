package org.executionsession.recorder;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells an operator that starts are dropped, and when that ends: when it begins, and then once a minute. If dropping begins again within a
 * minute, the next line counts it. It is guarded by the lock of the queue.
 */
final class DropLog {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Consumer<String> warn;
    private boolean isDropping;
    private boolean isBeginLogged;
    private boolean hasLogged;
    private long loggedAt;

    /**
     * Creates a log that has no lines.
     *
     * @param nanoTime the time, as that of {@link System#nanoTime()}
     * @param warn takes the lines
     */
    DropLog(LongSupplier nanoTime, Consumer<String> warn) {
        this.nanoTime = nanoTime;
        this.warn = warn;
    }

    /** A start was dropped, because the queue is full. */
    void dropped(int queued, long droppedSoFar) {
        isDropping = true;
        long now = nanoTime.getAsLong();
        if (!hasLogged || now - loggedAt >= PAUSE) {
            hasLogged = true;
            isBeginLogged = true;
            loggedAt = now;
            warn.accept("executions are not recorded, because the queue is full: " + queued + " are queued, "
                    + droppedSoFar + " were dropped so far");
        }
    }

    /** The queue has room again. */
    void ended(long droppedSoFar) {
        if (isDropping && isBeginLogged) {
            warn.accept("new executions are recorded again; " + droppedSoFar + " were dropped so far");
        }
        isDropping = false;
        isBeginLogged = false;
    }
}
