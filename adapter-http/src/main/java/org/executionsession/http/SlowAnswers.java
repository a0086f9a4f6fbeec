package org.executionsession.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.refusal.OverloadedException;

/**
 * Bounds how many answers of one sort are written at once. Their client can take its time to read them; without a bound, a
 * few that read slowly would hold all that the server can work on, and nobody could record anything.
 */
final class SlowAnswers {

    /** Each holds a connection of the database. Fewer than a pool has: the others are for what is done in a moment. */
    static final int MAX_LISTS = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final Semaphore free;
    private final int maxWaiting;
    private final Duration patience;

    SlowAnswers(String what, int max, int maxWaiting, Duration patience) {
        this.what = what;
        this.free = new Semaphore(max, true);
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    /** For lists, which are read from the database as fast as their clients take them. */
    static SlowAnswers lists(int requestsAtOnce) {
        return new SlowAnswers("lists", MAX_LISTS, quarter(requestsAtOnce), PATIENCE);
    }

    /** For what is known as a whole, but does not fit into the buffers between us and a client. */
    static SlowAnswers large(int requestsAtOnce) {
        return new SlowAnswers("large answers", quarter(requestsAtOnce), quarter(requestsAtOnce), PATIENCE);
    }

    /** Those that wait are worked on, too. Large ones that are written and that wait, and waiting lists, leave a quarter. */
    private static int quarter(int requestsAtOnce) {
        return Math.max(1, requestsAtOnce / 4);
    }

    /**
     * Writes an answer, when its turn has come.
     *
     * @throws OverloadedException when too many wait already, or its turn does not come in time; the answer was not begun
     */
    void write(Runnable answer) {
        if (free.getQueueLength() >= maxWaiting || !comesInTime()) {
            throw new OverloadedException("as many " + what + " are being read as can be");
        }
        try {
            answer.run();
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
