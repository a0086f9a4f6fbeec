package org.executionsession.http.internal.overload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory that concurrent requests share, such as that of all large bodies. A request that finds it used up is rejected if its caller uses the most of it; the request of
 * another one waits, and the next free memory goes to the caller with the least. So no caller can keep another one out.
 *
 * <p>Memory can be held for as long as a client takes to send its body or to read its response. So a request that has waited for a while can end others: the oldest
 * ones of callers that still have at least as much as its own then, and slow ones.
 */
final class SharedMemory {

    /** The bytes of each body or header that do not count, so that small requests pass even if the memory is used up. */
    static final int FREE = 16 * 1024;

    private final long max;
    private final long maxWaiting;

    /** In the order in which they began; guarded by this, like all state of them. */
    private final Set<Reservation> reservations = new LinkedHashSet<>();

    private final Map<Object, Long> usedByCaller = new HashMap<>();
    private final Set<Reservation> queue = new LinkedHashSet<>();
    private long used;

    /**
     * Creates shared memory.
     *
     * @param max the size in bytes
     * @param maxWaiting how many bytes requests can wait for; for those that use them while they wait
     */
    SharedMemory(long max, long maxWaiting) {
        this.max = max;
        this.maxWaiting = maxWaiting;
    }

    /** A request that uses memory. {@link #granted} and {@link #preempt} are called without a lock of the memory. */
    interface User {

        /** The memory for which the request waits is reserved. Any thread may call it, and does not wait for what follows. */
        void granted();

        /** Others need the memory: the request must end, and release it. Any thread may call it. */
        void preempt();

        /** Returns whether the client has sent or read too little since an earlier call. */
        boolean isSlow();
    }

    /** The result of a reservation. */
    enum Result {
        RESERVED,
        /** The request will get it later, unless it gives up. */
        WAITS,
        REJECTED
    }

    /** Begins to use memory; nothing is reserved yet. */
    Reservation begin(Object caller, User user) {
        return new Reservation(caller, user);
    }

    /** Returns whether a request waits for memory. */
    synchronized boolean isWaitedFor() {
        return !queue.isEmpty();
    }

    /** The memory of one request. */
    final class Reservation {

        private final Object caller;
        private final User user;
        private long bytes;
        private long wanted;
        private boolean preemptible;
        private boolean preempted;

        private Reservation(Object caller, User user) {
            this.caller = caller;
            this.user = user;
        }

        /** Reserves memory until {@link #release}, so that the request has so many bytes in total. */
        Result reserve(long total) {
            synchronized (SharedMemory.this) {
                long more = total - bytes;
                if (more <= 0) {
                    return Result.RESERVED;
                }
                if (fits(this, more)) {
                    take(this, more);
                    return Result.RESERVED;
                }
                if (preempted || total > max || usesMost(this) || waitedFor() + more > maxWaiting) {
                    return Result.REJECTED;
                }
                wanted = more;
                queue.add(this);
                return Result.WAITS;
            }
        }

        /** Lets requests that wait end this one, or no longer. */
        void setPreemptible(boolean value) {
            synchronized (SharedMemory.this) {
                preemptible = value;
            }
        }

        /** Ends requests of others, if this one still waits and gets its memory so. */
        void preemptOthers() {
            preemptFor(this).forEach(ended -> ended.user.preempt());
        }

        /** Frees the memory of a request that has ended or given up. More than one call does no harm. */
        void release() {
            free(this).forEach(granted -> granted.user.granted());
        }
    }

    private long usedBy(Object caller) {
        return usedByCaller.getOrDefault(caller, 0L);
    }

    private long waitedFor() {
        return queue.stream().mapToLong(waiting -> waiting.wanted).sum();
    }

    /** Returns whether there is room beside what requests of callers with less wait for. */
    private boolean fits(Reservation request, long more) {
        long own = usedBy(request.caller);
        long first = queue.stream()
                .filter(waiting -> usedBy(waiting.caller) <= own)
                .mapToLong(waiting -> waiting.wanted)
                .sum();
        return used + first + more <= max;
    }

    private void take(Reservation request, long more) {
        // What can lack memory comes first: the rest is done as a whole.
        reservations.add(request);
        usedByCaller.merge(request.caller, more, Long::sum);
        used += more;
        request.bytes += more;
    }

    /** Returns whether the other requests of the caller are what uses the memory. */
    private boolean usesMost(Reservation request) {
        long own = usedBy(request.caller);
        return own > request.bytes && usedByCaller.values().stream().allMatch(others -> others <= own);
    }

    private synchronized List<Reservation> free(Reservation request) {
        request.wanted = 0;
        queue.remove(request);
        reservations.remove(request);
        used -= request.bytes;
        usedByCaller.computeIfPresent(
                request.caller, (caller, all) -> all == request.bytes ? null : all - request.bytes);
        request.bytes = 0;
        return grant();
    }

    /** Gives free memory to the requests that wait: first to those of callers with the least. */
    private List<Reservation> grant() {
        List<Reservation> granted = new ArrayList<>();
        Reservation next = next();
        while (next != null && used + next.wanted <= max) {
            take(next, next.wanted);
            next.wanted = 0;
            queue.remove(next);
            granted.add(next);
            next = next();
        }
        return granted;
    }

    private Reservation next() {
        Reservation next = null;
        for (Reservation waiting : queue) {
            if (next == null || usedBy(waiting.caller) < usedBy(next.caller)) {
                next = waiting;
            }
        }
        return next;
    }

    private synchronized List<Reservation> preemptFor(Reservation request) {
        if (request.wanted == 0) {
            return List.of();
        }
        List<Reservation> candidates = new ArrayList<>();
        List<Reservation> ended = new ArrayList<>();
        Map<Object, Long> left = new HashMap<>(usedByCaller);
        long missing = used + request.wanted - max;
        for (Reservation other : reservations) {
            if (other.preempted) {
                // Again: its response can have begun meanwhile.
                ended.add(other);
                missing -= other.bytes;
                left.merge(other.caller, -other.bytes, Long::sum);
            } else if (other.preemptible && !other.caller.equals(request.caller)) {
                candidates.add(other);
            }
        }
        long own = usedBy(request.caller) + request.wanted;
        Set<Reservation> slow = new LinkedHashSet<>(candidates);
        slow.removeIf(other -> !other.user.isSlow());
        List<Reservation> chosen = new ArrayList<>();
        while (missing > 0) {
            Reservation next = nextToEnd(candidates, slow, own, left);
            if (next == null) {
                // They would end in vain.
                return ended;
            }
            candidates.remove(next);
            chosen.add(next);
            missing -= next.bytes;
            left.merge(next.caller, -next.bytes, Long::sum);
        }
        ended.addAll(chosen);
        chosen.forEach(one -> one.preempted = true);
        return ended;
    }

    /** Returns the oldest request of the caller with the most, if that one still has enough without it; otherwise a slow one; otherwise null. */
    private static Reservation nextToEnd(
            List<Reservation> candidates, Set<Reservation> slow, long own, Map<Object, Long> left) {
        Reservation next = null;
        for (Reservation candidate : candidates) {
            long all = left.get(candidate.caller);
            if (all - candidate.bytes >= own && (next == null || all > left.get(next.caller))) {
                next = candidate;
            }
        }
        return next != null
                ? next
                : candidates.stream().filter(slow::contains).findFirst().orElse(null);
    }
}
