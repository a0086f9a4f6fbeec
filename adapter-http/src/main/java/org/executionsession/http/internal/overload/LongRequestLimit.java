package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;

/** Limits the long requests of one kind, in total and of each caller. */
public final class LongRequestLimit {

    private final String what;
    private final int max;
    private final int maxOfCaller;

    private final Map<String, Integer> ofCallers = new HashMap<>();
    private int all;

    /**
     * Creates a limit.
     *
     * @param what the kind of requests, for messages
     * @param max the maximum number in total
     * @param maxOfCaller the maximum number of one caller
     */
    public LongRequestLimit(String what, int max, int maxOfCaller) {
        this.what = what;
        this.max = max;
        this.maxOfCaller = maxOfCaller;
    }

    /** The place of a request. */
    public final class Place implements AutoCloseable {

        private final String caller;
        private final AtomicBoolean free = new AtomicBoolean();

        private Place(String caller) {
            this.caller = caller;
        }

        /** Frees the place, once. */
        @Override
        public void close() {
            if (!free.getAndSet(true)) {
                leave(caller);
            }
        }
    }

    /**
     * Takes a place.
     *
     * @throws OverloadedException if the total limit is reached
     * @throws LimitExceededException if the caller has reached its limit
     */
    public synchronized Place enter(String caller) {
        if (ofCallers.getOrDefault(caller, 0) >= maxOfCaller) {
            throw new LimitExceededException("the limit of " + maxOfCaller + " " + what + " of one caller is reached");
        }
        if (all >= max) {
            throw new OverloadedException("the limit of " + max + " " + what + " is reached");
        }
        all++;
        ofCallers.merge(caller, 1, Integer::sum);
        return new Place(caller);
    }

    private synchronized void leave(String caller) {
        all--;
        ofCallers.merge(caller, -1, (places, one) -> places + one == 0 ? null : places + one);
    }

    /** Returns the number of taken places. */
    public synchronized int taken() {
        return all;
    }
}
