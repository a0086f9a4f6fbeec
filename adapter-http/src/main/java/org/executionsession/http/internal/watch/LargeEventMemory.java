package org.executionsession.http.internal.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The memory of large events that wait until their clients have read them. Each stream can have one, and there can be hundreds of streams. If
 * the memory is used up, streams wait for it. The networks of their clients take turns, so that many callers of one network do not hold up those of
 * others.
 */
final class LargeEventMemory {

    /** The part of what others leave that a caller can have for several events. So each caller leaves most of it to the next one. */
    private static final int AVAILABLE_DIVISOR = 4;

    /** Of how many networks it remembers when they were served. */
    private static final int MAX_NETWORKS = 200;

    private final long max;
    private final long maxOfEvent;
    private final Runnable onShortage;

    // Guarded by this object.
    private final Map<String, Long> ofCallers = new HashMap<>();

    /** The networks that got memory, the last one at the end. */
    private final Set<String> served = new LinkedHashSet<>();

    private final Set<Place> waiting = new LinkedHashSet<>();
    private long taken;

    /** Whether a place waits because the memory is used up. */
    private boolean isShort;

    /** The callers with a place that waits for memory that the same caller has. */
    private final Set<String> shortCallers = new HashSet<>();

    /**
     * Creates a memory that nobody uses.
     *
     * @param max the maximum number of bytes of all callers. A caller can have one event, or several in a quarter of what others leave
     * @param onShortage is called when {@link #isWaitedFor} becomes true
     */
    LargeEventMemory(long max, Runnable onShortage) {
        this.max = max;
        this.maxOfEvent = max / 2;
        this.onShortage = onShortage;
    }

    /** The memory for an event of a stream: not taken, waited for, or taken. */
    final class Place {

        private final String caller;
        private final String network;
        private final Runnable onTaken;

        // Guarded by the memory.
        private long bytes;
        private boolean isTaken;

        private Place(String caller, String network, Runnable onTaken) {
            this.caller = caller;
            this.network = network;
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
    Place place(String caller, String network, Runnable onTaken) {
        return new Place(caller, network, onTaken);
    }

    /** Changes a place, and gives memory to those that wait. Returns whether the place has memory then. */
    private boolean change(Place changed, Runnable change) {
        List<Place> granted;
        boolean becameShort;
        boolean has;
        synchronized (this) {
            boolean wasShort = isWaitedFor();
            change.run();
            granted = grant();
            becameShort = isWaitedFor() && !wasShort;
            has = changed.isTaken;
        }
        granted.stream().filter(place -> place != changed).forEach(place -> place.onTaken.run());
        if (becameShort) {
            onShortage.run();
        }
        return has;
    }

    /** Gives memory to those that wait. A smaller event does not overtake the next one, which would never get enough. */
    private List<Place> grant() {
        List<Place> granted = new ArrayList<>();
        isShort = false;
        shortCallers.clear();
        for (Place next = next(); next != null && !isShort; next = next()) {
            isShort = taken + next.bytes > max;
            if (!isShort) {
                waiting.remove(next);
                next.isTaken = true;
                taken += next.bytes;
                ofCallers.merge(next.caller, next.bytes, Long::sum);
                serve(next.network);
                granted.add(next);
            }
        }
        return granted;
    }

    private void serve(String network) {
        served.remove(network);
        served.add(network);
        if (served.size() > MAX_NETWORKS) {
            served.remove(served.iterator().next());
        }
    }

    /** Returns the first place of the network that was served longest ago; null for none. Those whose caller has too much do not hold up the others. */
    private Place next() {
        if (waiting.isEmpty()) {
            return null;
        }
        List<String> order = List.copyOf(served);
        Place next = null;
        int first = Integer.MAX_VALUE;
        for (Place place : waiting) {
            int turn = order.indexOf(place.network);
            if (hasTooMuch(place)) {
                shortCallers.add(place.caller);
            } else if (turn < first) {
                first = turn;
                next = place;
            }
        }
        return next;
    }

    private boolean hasTooMuch(Place place) {
        long ofCaller = ofCallers.getOrDefault(place.caller, 0L);
        long available = max - taken + ofCaller;
        return ofCaller > 0 && ofCaller + place.bytes > available / AVAILABLE_DIVISOR;
    }

    /** Returns whether a place waits for memory. */
    synchronized boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /** Returns whether a place waits for memory that this caller has. */
    synchronized boolean isWaitedFor(String caller) {
        return isShort || shortCallers.contains(caller);
    }

    /** Returns the bytes that are taken. */
    synchronized long taken() {
        return taken;
    }
}
