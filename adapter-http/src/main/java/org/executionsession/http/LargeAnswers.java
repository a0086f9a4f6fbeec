package org.executionsession.http;

import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.refusal.OverloadedException;

/** Bounds how many large answers wait for their clients to read them, and the memory that they hold together. */
final class LargeAnswers {

    /** What the buffers between us and a client that reads take. */
    static final int LEAST = 64 * 1024;

    private final FewAtOnce few;
    private final HeldBytes held;

    LargeAnswers(FewAtOnce few, HeldBytes held) {
        this.few = few;
        this.held = held;
    }

    /**
     * Writes an answer that is in memory as a whole.
     *
     * @throws OverloadedException when there are too many; it was not begun
     */
    void write(int bytes, Call call, Runnable answer) {
        if (!held.reserve(bytes)) {
            throw new OverloadedException("large answers hold as much memory as they may");
        }
        try {
            few.run(call.caller().key(), CancellationSignal.NONE, answer);
        } finally {
            held.release(bytes);
        }
    }

    /**
     * Writes an answer that is read piece by piece.
     *
     * @throws OverloadedException when there are too many; it was not begun
     */
    void write(Call call, Runnable answer) {
        few.run(call.caller().key(), CancellationSignal.NONE, answer);
    }
}
