package org.executionsession.http.internal.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The memory of large events that wait until their clients have read them. Each stream can have one, and there can be hundreds of streams. If
 * the memory is used up, streams wait for it in turn. Two callers cannot use all of it.
 */
final class LargeEventMemory {

    /** The part of what others leave that a caller can have for several events. So each caller leaves most of it to the next one. */
    private static final int AVAILABLE_DIVISOR = 4;

    private final long max;
    private final long maxOfEvent;
    private final Runnable onShortage;

    // Guarded by this object.
    private final Map<String, Long> ofCallers = new HashMap<>();
    private final Set<Place> waiting = new LinkedHashSet<>();
    private long taken;
    private boolean isShort;

    /**
     * Creates a memory that nobody uses.
     *
     * @param max the maximum number of bytes of all callers. A caller can have one event, or several in a quarter of what others leave
     * @param onShortage is called when {@link #isShort} becomes true
     */
    LargeEventMemory(long max, Runnable onShortage) {
        this.max = max;
        this.maxOfEvent = max / 2;
        this.onShortage = onShortage;
    }

    /** The memory for an event of a stream: not taken, waited for, or taken. */
    final class Place {

        private final String caller;
        private final Runnable onTaken;

        // Guarded by the memory.
        private long bytes;
        private boolean isTaken;

        private Place(String caller, Runnable onTaken) {
            this.caller = caller;
            this.onTaken = onTaken;
        }

        /**
         * Takes memory, or what was waited for. If there is not enough, the place waits for it, and calls its action when it has taken it.
         *
         * @return whether it is taken
         */
        boolean take(long size) {
            // A larger event can be accepted, too.
            long wanted = Math.min(size, maxOfEvent);
            return change(this, () -> {
                if (!isTaken || bytes < wanted) {
                    remove();
                    bytes = wanted;
                    waiting.add(this);
                }
            });
        }

        /** Gives the memory back, and does not wait for it any more. */
        void release() {
            change(this, this::remove);
        }

        /** Returns whether it has memory. */
        boolean isTaken() {
            synchronized (LargeEventMemory.this) {
                return isTaken;
            }
        }

        /** Returns whether it waits for memory. */
        boolean isWaiting() {
            synchronized (LargeEventMemory.this) {
                return waiting.contains(this);
            }
        }

        private void remove() {
            waiting.remove(this);
            if (isTaken) {
                isTaken = false;
                taken -= bytes;
                ofCallers.computeIfPresent(caller, (same, all) -> all == bytes ? null : all - bytes);
            }
        }
    }

    /**
     * Returns a place that is not taken.
     *
     * @param onTaken is called when the memory is taken for which the place has waited
     */
    Place place(String caller, Runnable onTaken) {
        return new Place(caller, onTaken);
    }

    /** Changes a place, and gives memory to those that wait. Returns whether the place has memory then. */
    private boolean change(Place changed, Runnable change) {
        List<Place> granted;
        boolean becameShort;
        boolean has;
        synchronized (this) {
            boolean wasShort = isShort;
            change.run();
            granted = grant();
            becameShort = isShort && !wasShort;
            has = changed.isTaken;
        }
        granted.stream().filter(place -> place != changed).forEach(place -> place.onTaken.run());
        if (becameShort) {
            onShortage.run();
        }
        return has;
    }

    /** Gives memory to those that wait, in the order in which they began. Those whose caller has too much do not hold up the others. */
    private List<Place> grant() {
        List<Place> granted = new ArrayList<>();
        isShort = false;
        for (Iterator<Place> places = waiting.iterator(); places.hasNext(); ) {
            Place place = places.next();
            long ofCaller = ofCallers.getOrDefault(place.caller, 0L);
            long available = max - taken + ofCaller;
            if (ofCaller > 0 && ofCaller + place.bytes > available / AVAILABLE_DIVISOR) {
                continue;
            }
            if (taken + place.bytes > max) {
                isShort = true;
                return granted;
            }
            places.remove();
            place.isTaken = true;
            taken += place.bytes;
            ofCallers.put(place.caller, ofCaller + place.bytes);
            granted.add(place);
        }
        return granted;
    }

    /** Returns whether a place waits for memory that other callers have taken. */
    synchronized boolean isShort() {
        return isShort;
    }

    /** Returns the bytes that are taken. */
    synchronized long taken() {
        return taken;
    }
}
