package org.executionsession.http.internal.overload;

import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;

/** Bounds how many large responses wait for their clients to read them, and the memory that they hold together. */
public final class LargeResponseLimiter {

    /** What the buffers between us and a client that reads take. */
    public static final int LEAST = 64 * 1024;

    private final Bulkhead few;
    private final MemoryBudget held;

    LargeResponseLimiter(Bulkhead few, MemoryBudget held) {
        this.few = few;
        this.held = held;
    }

    /**
     * Writes a response that is in memory as a whole.
     *
     * @throws OverloadedException when there are too many; it was not begun
     */
    public void write(int bytes, String caller, Runnable answer) {
        if (!held.reserve(bytes)) {
            throw new OverloadedException("the memory limit of large responses is reached");
        }
        try {
            few.run(caller, CancellationSignal.NONE, answer);
        } finally {
            held.release(bytes);
        }
    }

    /**
     * Writes a response that is read piece by piece.
     *
     * @throws OverloadedException when there are too many; it was not begun
     */
    public void write(String caller, Runnable answer) {
        few.run(caller, CancellationSignal.NONE, answer);
    }
}
