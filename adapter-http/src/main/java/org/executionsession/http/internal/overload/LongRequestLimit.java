package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;

/**
 * Limits the long requests of one kind, in total and of each caller. If the total limit is reached, a caller with fewer places takes one of the caller with the most:
 * otherwise a few callers could keep all others out without an end.
 */
public final class LongRequestLimit {

    private final String what;
    private final int max;
    private final int maxOfCaller;

    private final Map<String, Integer> ofCallers = new HashMap<>();

    /** In the order in which they were taken. */
    private final Set<Place> places = new LinkedHashSet<>();

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
        private final int size;

        /** Ends the request; null as long as it cannot be ended. Guarded by the limit. */
        private Runnable ending;

        private Place(String caller, int size) {
            this.caller = caller;
            this.size = size;
        }

        /** Lets another request take the place: calls an action that ends this one. It may be called by any thread. */
        public void endBy(Runnable action) {
            synchronized (LongRequestLimit.this) {
                ending = action;
            }
        }

        /** Frees the place, once. */
        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Takes a place.
     *
     * @throws OverloadedException if the total limit is reached
     * @throws LimitExceededException if the caller has reached its limit
     */
    public Place enter(String caller) {
        return enter(caller, 1);
    }

    /**
     * Takes a place of a size, for requests that do not cost the same.
     *
     * @throws OverloadedException if the total limit is reached, and no caller has so many more places that this one takes one of them
     * @throws LimitExceededException if the caller has reached its limit
     */
    public Place enter(String caller, int size) {
        Place displaced;
        Place place = new Place(caller, size);
        synchronized (this) {
            int own = ofCallers.getOrDefault(caller, 0);
            if (own > maxOfCaller - size) {
                throw new LimitExceededException(
                        "the limit of " + maxOfCaller + " " + what + " of one caller is reached");
            }
            displaced = all > max - size ? lastOfTheMost(own + 2 * size, size) : null;
            if (displaced != null) {
                leave(displaced);
            } else if (all > max - size) {
                throw new OverloadedException("the limit of " + max + " " + what + " is reached");
            }
            all += size;
            ofCallers.merge(caller, size, Integer::sum);
            places.add(place);
        }
        if (displaced != null) {
            displaced.ending.run();
        }
        return place;
    }

    /** Returns the last place of the caller with the most, if it has at least so many; otherwise null. */
    private Place lastOfTheMost(int least, int size) {
        int most = least - 1;
        Place last = null;
        for (Place place : places) {
            int taken = ofCallers.get(place.caller);
            boolean isCandidate = place.ending != null && place.size >= size;
            if (isCandidate && (taken > most || last != null && taken == most && last.caller.equals(place.caller))) {
                most = taken;
                last = place;
            }
        }
        return last;
    }

    private synchronized void leave(Place place) {
        if (places.remove(place)) {
            all -= place.size;
            ofCallers.computeIfPresent(place.caller, (key, taken) -> taken == place.size ? null : taken - place.size);
        }
    }

    /** Returns the number of taken places. */
    public synchronized int taken() {
        return all;
    }
}
