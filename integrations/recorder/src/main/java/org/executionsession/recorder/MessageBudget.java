package org.executionsession.recorder;

import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.domain.model.ExecutionResult;

/** How much memory the messages that are not stored take, as an estimate, and how much they may take. It is thread-safe. */
final class MessageBudget {

    /** What a message takes beside its text, in bytes. */
    private static final int MESSAGE_OVERHEAD = 200;

    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    MessageBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns what the messages of a result take, with one byte for each character. */
    static long bytes(ExecutionResult result) {
        return result.details().stream()
                .mapToLong(detail -> MESSAGE_OVERHEAD + detail.message().length())
                .sum();
    }

    /** Adds bytes, also beyond the maximum; a negative number takes them back. */
    void add(long bytes) {
        used.addAndGet(bytes);
    }

    boolean isExhausted() {
        return used.get() >= maxBytes;
    }
}
