package org.executionsession.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.refusal.OverloadedException;

/**
 * Bounds how many lists are written at once. A list holds on to a connection of the database until its client has read it;
 * without a bound, a few clients that read slowly would have all connections, and nobody could record anything.
 */
final class OpenLists {

    /** Fewer than a pool has connections: the others are for what is done in a moment. */
    static final int MAX = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore free;
    private final int maxWaiting;
    private final Duration patience;

    /** Those that wait for a list are worked on, too: a quarter of what can be is left to others. */
    OpenLists(int requestsAtOnce) {
        this(MAX, requestsAtOnce * 3 / 4, PATIENCE);
    }

    OpenLists(int max, int maxWaiting, Duration patience) {
        this.free = new Semaphore(max, true);
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    /**
     * Writes a list, when its turn has come.
     *
     * @throws OverloadedException when too many wait already, or its turn does not come in time; the list was not begun
     */
    void write(Runnable list) {
        if (free.getQueueLength() >= maxWaiting || !comesInTime()) {
            throw new OverloadedException("as many lists are being read as can be");
        }
        try {
            list.run();
        } finally {
            free.release();
        }
    }

    private boolean comesInTime() {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
