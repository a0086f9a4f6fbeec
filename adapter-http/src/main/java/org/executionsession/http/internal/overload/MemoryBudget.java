package org.executionsession.http.internal.overload;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that the bodies of all requests, or all large responses, hold together. */
final class MemoryBudget {

    /** So much of each body does not count: small requests pass also when large ones have taken all that there is. */
    static final int FREE = 16 * 1024;

    private final long max;
    private final AtomicLong held = new AtomicLong();

    MemoryBudget(long max) {
        this.max = max;
    }

    /** Whether there is room for so many bytes more; then they are the caller's until it releases them. */
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
