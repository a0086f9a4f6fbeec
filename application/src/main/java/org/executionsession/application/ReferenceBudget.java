package org.executionsession.application;

import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.domain.exception.OverloadedException;

/**
 * Limits the memory of stored entities that requests refer to. A body of a few bytes can refer to a hundred megabytes, which no limit
 * of bodies sees.
 */
final class ReferenceBudget {

    /** The maximum number of characters that one request refers to: as many as the default of the largest body. */
    static final long MAX_OF_REQUEST = 1_048_576;

    /** A part of the heap, as for large bodies. */
    private static final int HEAP_DIVISOR = 32;

    private final long limit = Math.max(2 * MAX_OF_REQUEST, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    private final AtomicLong used = new AtomicLong();

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
}
