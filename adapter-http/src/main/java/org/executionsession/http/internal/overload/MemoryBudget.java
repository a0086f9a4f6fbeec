package org.executionsession.http.internal.overload;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory of all request bodies, or of all large responses. */
final class MemoryBudget {

    /** The bytes of each body or header that do not count, so that small requests pass even if large ones use up the budget. */
    static final int FREE = 16 * 1024;

    private final long max;
    private final AtomicLong held = new AtomicLong();

    MemoryBudget(long max) {
        this.max = max;
    }

    /** Reserves bytes until {@link #release}. Returns false if the budget is used up; then nothing is reserved. */
    boolean reserve(long bytes) {
        if (bytes <= 0) {
            return true;
        }
        long now = held.get();
        while (now + bytes <= max) {
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = held.get();
        }
        return false;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }
}
