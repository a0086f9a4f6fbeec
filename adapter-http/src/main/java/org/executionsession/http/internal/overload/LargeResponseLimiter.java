package org.executionsession.http.internal.overload;

import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;

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
     * Writes a response that is complete in memory. It can be preempted.
     *
     * @param ofChange whether it is the response to a change
     * @throws OverloadedException if the limit is reached; nothing was written
     */
    public void write(int bytes, String caller, MonitoredRequest request, boolean ofChange, Runnable writer) {
        if (!budget.reserve(bytes)) {
            throw new OverloadedException("the memory limit of large responses is reached");
        }
        try {
            if (ofChange) {
                bulkhead.respondToChange(caller, request, writer);
            } else {
                write(caller, request, writer);
            }
        } finally {
            budget.release(bytes);
        }
    }

    /**
     * Writes a response that takes no memory of its own. It can be preempted.
     *
     * @throws OverloadedException if the limit is reached; nothing was written
     */
    public void write(String caller, MonitoredRequest request, Runnable writer) {
        bulkhead.runPreemptible(caller, request, writer);
    }
}
