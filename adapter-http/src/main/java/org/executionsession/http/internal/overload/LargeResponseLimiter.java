package org.executionsession.http.internal.overload;

import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.http.internal.json.Json;

/** Limits the number of large responses in progress, and the memory that they use together. */
public final class LargeResponseLimiter {

    /** Up to this size, a response fits into the network buffers to a client that reads. */
    public static final int LEAST = 64 * 1024;

    private final Bulkhead bulkhead;
    private final MemoryBudget budget;
    private final SerializationLimit serialization;

    LargeResponseLimiter(Bulkhead bulkhead, MemoryBudget budget, SerializationLimit serialization) {
        this.bulkhead = bulkhead;
        this.budget = budget;
        this.serialization = serialization;
    }

    /** Returns the JSON of a value, as {@link SerializationLimit} does. */
    public byte[] json(Json.Value value) {
        return serialization.write(value);
    }

    /**
     * Writes a response that is complete in memory.
     *
     * @throws OverloadedException if the limit is reached; nothing was written
     */
    public void write(int bytes, String caller, Runnable writer) {
        if (!budget.reserve(bytes)) {
            throw new OverloadedException("the memory limit of large responses is reached");
        }
        try {
            bulkhead.run(caller, CancellationSignal.NONE, writer);
        } finally {
            budget.release(bytes);
        }
    }

    /**
     * Writes a streamed response.
     *
     * @throws OverloadedException if the limit is reached; nothing was written
     */
    public void write(String caller, Runnable writer) {
        bulkhead.run(caller, CancellationSignal.NONE, writer);
    }
}
