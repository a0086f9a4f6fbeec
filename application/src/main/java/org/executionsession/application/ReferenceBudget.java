package org.executionsession.application;

import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.domain.exception.OverloadedException;

/**
 * Limits the memory of stored entities that requests refer to. A body of a few bytes can refer to a hundred megabytes, which no limit
 * of bodies sees.
 */
final class ReferenceBudget {

    /** A part of the heap, as for large bodies. */
    private static final int HEAP_DIVISOR = 32;

    private final long maxOfRequest;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * Creates a budget for all requests.
     *
     * @param maxOfRequest the maximum number of characters that one request refers to
     */
    ReferenceBudget(long maxOfRequest) {
        this.maxOfRequest = maxOfRequest;
        this.limit = Math.max(2 * maxOfRequest, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    /** Returns the maximum number of characters that one request refers to. */
    long maxOfRequest() {
        return maxOfRequest;
    }

    /**
     * Takes a part of the budget.
     *
     * @throws OverloadedException if concurrent requests use the rest
     */
    void take(long characters) {
        if (used.addAndGet(characters) > limit) {
            used.addAndGet(-characters);
            throw new OverloadedException("too many concurrent requests refer to large stored results and details");
        }
    }

    void giveBack(long characters) {
        used.addAndGet(-characters);
    }

    /** Returns how many characters are taken. */
    long used() {
        return used.get();
    }
}
