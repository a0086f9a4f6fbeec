package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;

/**
 * Limits the long requests of one kind, in total and of each caller. Beside others, a caller can have at most seven times as many as are free, but always one:
 * so two callers cannot have all of them, as {@link RequestLimiter} has it for concurrent requests. A caller that may have all of them is not limited so.
 */
public final class LongRequestLimit {

    /** How many times as many as are free a caller can have. */
    private static final long MAX_TIMES_FREE = 7;

    private final String what;
    private final int max;
    private final int maxOfCaller;
    private final int always;

    private final Map<String, Taken> ofCallers = new HashMap<>();
    private int all;

    /** The places of a caller. To change them needs no memory, so that no place is lost. */
    private static final class Taken {

        private int places;
    }

    /**
     * Creates a limit.
     *
     * @param what the kind of requests, for messages
     * @param max the maximum number in total
     * @param maxOfCaller the maximum number of one caller
     */
    public LongRequestLimit(String what, int max, int maxOfCaller) {
        this(what, max, maxOfCaller, 0);
    }

    /**
     * Creates such a limit.
     *
     * @param always how many requests a caller can always have, also if the total limit is reached
     */
    LongRequestLimit(String what, int max, int maxOfCaller, int always) {
        this.always = always;
        this.what = what;
        this.max = max;
        this.maxOfCaller = maxOfCaller;
    }

    /** The place of a request. */
    public final class Place implements AutoCloseable {

        private final String caller;
        private final int size;
        private final AtomicBoolean free = new AtomicBoolean();

        private Place(String caller, int size) {
            this.caller = caller;
            this.size = size;
        }

        /** Frees the place, once. */
        @Override
        public void close() {
            if (!free.getAndSet(true)) {
                leave(caller, size);
            }
        }
    }

    /**
     * Takes a place.
     *
     * @throws OverloadedException if the total limit is reached
     * @throws LimitExceededException if the caller has reached its limit, or has too many beside others
     */
    public Place enter(String caller) {
        return enter(caller, 1);
    }

    /**
     * Takes a place of a size, for requests that do not cost the same.
     *
     * @throws OverloadedException if the total limit is reached
     * @throws LimitExceededException if the caller has reached its limit, or has too many beside others
     */
    public synchronized Place enter(String caller, int size) {
        Taken taken = ofCallers.get(caller);
        int own = taken == null ? 0 : taken.places;
        if (size > always - own) {
            check(own, size);
        }
        // What can lack memory comes first: the rest is done as a whole.
        Place place = new Place(caller, size);
        if (taken == null) {
            taken = new Taken();
            ofCallers.put(caller, taken);
        }
        taken.places += size;
        all += size;
        return place;
    }

    private void check(int own, int size) {
        if (own > maxOfCaller - size) {
            throw new LimitExceededException("the limit of " + maxOfCaller + " " + what + " of one caller is reached");
        }
        if (all > max - size) {
            throw new OverloadedException("the limit of " + max + " " + what + " is reached");
        }
        long free = (long) max - all - size;
        if (own > 0 && maxOfCaller < max && own + (long) size > MAX_TIMES_FREE * free) {
            throw new LimitExceededException("the limit of " + max + " " + what
                    + " is nearly reached, and the rest is for callers with fewer of them");
        }
    }

    private synchronized void leave(String caller, int size) {
        all -= size;
        Taken taken = ofCallers.get(caller);
        // A place can have the size zero, and another one of its caller can be closed before.
        if (taken != null) {
            taken.places -= size;
            if (taken.places == 0) {
                ofCallers.remove(caller);
            }
        }
    }

    /** Returns the number of taken places. */
    public synchronized int taken() {
        return all;
    }
}
