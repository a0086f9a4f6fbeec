package org.executionsession.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.refusal.OverloadedException;
import org.executionsession.http.Routes.Endpoint;

/**
 * Bounds how many requests of one sort are worked on at once: those that take much memory or a connection of the database,
 * or whose client can take its time to read. Without a bound, a few of them would hold all that the server has, and nobody
 * could record anything.
 */
final class FewAtOnce {

    /** Of the connections of a pool, these and those of counts and selections leave some for what is done in a moment. */
    static final int MAX_LISTS = 6;

    private static final int MAX_COUNTS = 2;

    /** In a small heap, a few of the largest would fill it. */
    private static final int MAX_HEAVY = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final Semaphore free;
    private final int maxWaiting;
    private final Duration patience;

    FewAtOnce(String what, int max, int maxWaiting, Duration patience) {
        this.what = what;
        this.free = new Semaphore(max, true);
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    /** Lists, which are read from the database as fast as their clients take them; most are short, and many may wait. */
    static FewAtOnce lists(int requestsAtOnce) {
        return new FewAtOnce("lists", MAX_LISTS, Math.max(1, requestsAtOnce * 3 / 4), PATIENCE);
    }

    /** Counts, which may have to look at every entity. */
    static FewAtOnce counts(int requestsAtOnce) {
        return new FewAtOnce("counts", MAX_COUNTS, maxWaiting(requestsAtOnce), PATIENCE);
    }

    /** What is done with selections, each of which may hold many ids. */
    static FewAtOnce selections(int requestsAtOnce) {
        return new FewAtOnce("selections", MAX_HEAVY, maxWaiting(requestsAtOnce), PATIENCE);
    }

    /** Requests to record many entities. */
    static FewAtOnce many(int requestsAtOnce) {
        return new FewAtOnce("requests to record many", MAX_HEAVY, maxWaiting(requestsAtOnce), PATIENCE);
    }

    /** Answers that are known as a whole, but do not fit into the buffers between us and a client. */
    static FewAtOnce largeAnswers(int requestsAtOnce) {
        return new FewAtOnce("large answers", Math.max(1, requestsAtOnce / 4), maxWaiting(requestsAtOnce), PATIENCE);
    }

    /** Those that wait are worked on, too: those of each sort leave room for others. */
    private static int maxWaiting(int requestsAtOnce) {
        return Math.max(1, requestsAtOnce / 8);
    }

    /**
     * Does something, when its turn has come.
     *
     * @throws OverloadedException when too many wait already, or its turn does not come in time; it was not begun
     */
    void run(Runnable work) {
        if (free.getQueueLength() >= maxWaiting || !comesInTime()) {
            throw new OverloadedException("as many " + what + " are worked on as can be");
        }
        try {
            work.run();
        } finally {
            free.release();
        }
    }

    /** An endpoint that answers when its turn has come. */
    Endpoint around(Endpoint endpoint) {
        return call -> run(() -> endpoint.answer(call));
    }

    boolean isWaitedFor() {
        return free.hasQueuedThreads();
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
