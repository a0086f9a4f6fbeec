package org.executionsession.http.internal.overload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** A request with less is not ended for others: many of them would end for little memory. */
    private static final long LEAST_ENDED_BYTES = 4 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);

    /** The part of the memory for requests that have a part of what they may need: the rest is for those that have all, and so end. */
    private static final int PARTS_DIVISOR = 4;

    private final long max;
    private final long maxWaiting;

    /** In the order in which they began; guarded by this, like all state of them. */
    private final Set<Reservation> reservations = new LinkedHashSet<>();

    private final Map<Object, Usage> usageByCaller = new HashMap<>();
    private final Set<Reservation> queue = new LinkedHashSet<>();
    private long used;

    /** How much of it requests use or want that may need more. */
    private long parts;

    /** What the requests of a caller use. To change it needs no memory, so that a release cannot fail. */
    private static final class Usage {

        private long bytes;
    }

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

    /** A request that uses memory. All methods but {@link #isSlow} are called without a lock of the memory. */
    interface User {

        /** The memory for which the request waits is reserved. Any thread may call it, and does not wait for what follows. */
        void granted();

        /** Others need the memory: the request must end, and release it. Any thread may call it. */
        void preempt();

        /** Another request waits instead: the request must give up. Any thread may call it. */
        void displace();

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

        /** What it uses or wants of the parts of requests that may need more. */
        private long part;

        private boolean preemptible;
        private boolean preempted;

        private Reservation(Object caller, User user) {
            this.caller = caller;
            this.user = user;
        }

        /** Reserves memory until {@link #release}, so that the request has so many bytes in total. */
        Result reserve(long total) {
            return reserve(total, total);
        }

        /**
         * Reserves memory until {@link #release}: a part of what the request may need, or all of it if others have such parts. Requests that have a part and
         * wait for more would wait for each other if they had all memory.
         *
         * @param part to be reserved once
         */
        Result reserve(long part, long total) {
            List<Reservation> displaced = new ArrayList<>();
            Result result = reserveFor(this, part, total, displaced);
            tell(displaced, User::displace);
            return result;
        }

        /** Lets requests that wait end this one, or no longer. */
        void setPreemptible(boolean value) {
            synchronized (SharedMemory.this) {
                preemptible = value;
                preempted = false;
            }
        }

        /** Returns whether the request was chosen to be ended for another one, and still uses memory. */
        boolean isPreempted() {
            synchronized (SharedMemory.this) {
                return preempted && bytes > 0;
            }
        }

        /** Ends requests of others, if this one still waits and gets its memory so. */
        void preemptOthers() {
            tell(preemptFor(this), User::preempt);
        }

        /** Frees the memory of a request that has ended or given up. More than one call does no harm. */
        void release() {
            tell(free(this), User::granted);
        }
    }

    /** A request that cannot be told must not keep others from it: it is not theirs. It ends when it has waited for too long. */
    private static void tell(List<Reservation> told, Consumer<User> what) {
        for (Reservation request : told) {
            try {
                what.accept(request.user);
            } catch (RuntimeException | Error failure) {
                LOG.warn("a request cannot be told that the memory that it uses or waits for has changed", failure);
            }
        }
    }

    private synchronized Result reserveFor(Reservation request, long part, long total, List<Reservation> displaced) {
        if (request.bytes >= part) {
            return Result.RESERVED;
        }
        boolean isPart = part < total && request.part == 0 && parts + part <= max / PARTS_DIVISOR;
        if (isPart) {
            parts += part;
            request.part = part;
        }
        return reserveUpTo(request, isPart ? part : total, displaced);
    }

    private Result reserveUpTo(Reservation request, long total, List<Reservation> displaced) {
        long more = total - request.bytes;
        if (fits(request, more)) {
            take(request, more);
            return Result.RESERVED;
        }
        if (request.preempted || total > max || usesMost(request) || !canWait(request, more, displaced)) {
            return Result.REJECTED;
        }
        request.wanted = more;
        queue.add(request);
        return Result.WAITS;
    }

    /** Returns whether there is room for a request that waits. Requests of callers that wait for more leave the queue for it, the newest ones first. */
    private boolean canWait(Reservation request, long more, List<Reservation> displaced) {
        Map<Object, Long> waitedFor = new HashMap<>();
        long all = 0;
        for (Reservation waiting : queue) {
            waitedFor.merge(waiting.caller, waiting.wanted, Long::sum);
            all += waiting.wanted;
        }
        long own = waitedFor.getOrDefault(request.caller, 0L) + more;
        List<Reservation> newestFirst = new ArrayList<>(queue);
        Collections.reverse(newestFirst);
        List<Reservation> leaving = new ArrayList<>();
        while (all > 0 && all + more > maxWaiting) {
            Reservation next = null;
            for (Reservation waiting : newestFirst) {
                long most = next == null ? own : waitedFor.get(next.caller);
                if (!leaving.contains(waiting) && waitedFor.get(waiting.caller) > most) {
                    next = waiting;
                }
            }
            if (next == null) {
                return false;
            }
            leaving.add(next);
            all -= next.wanted;
            waitedFor.merge(next.caller, -next.wanted, Long::sum);
        }
        leaving.forEach(waiting -> {
            queue.remove(waiting);
            waiting.wanted = 0;
        });
        displaced.addAll(leaving);
        return true;
    }

    private long usedBy(Object caller) {
        Usage usage = usageByCaller.get(caller);
        return usage == null ? 0 : usage.bytes;
    }

    private Map<Object, Long> usedByCaller() {
        Map<Object, Long> used = new HashMap<>();
        usageByCaller.forEach((caller, usage) -> used.put(caller, usage.bytes));
        return used;
    }

    /** Returns whether there is room beside what requests of callers with less wait for. */
    private boolean fits(Reservation request, long more) {
        return used + wantedBefore(request) + more <= max;
    }

    /** Returns what other requests wait for that get memory before a request: those of callers with less, and of callers with as much if they have come earlier. */
    private long wantedBefore(Reservation request) {
        long own = usedBy(request.caller);
        long wanted = 0;
        boolean isEarlier = true;
        for (Reservation waiting : queue) {
            isEarlier &= waiting != request;
            long others = usedBy(waiting.caller);
            if (waiting != request && (others < own || others == own && isEarlier)) {
                wanted += waiting.wanted;
            }
        }
        return wanted;
    }

    private void take(Reservation request, long more) {
        // What can lack memory comes first: the rest is done as a whole.
        reservations.add(request);
        usageByCaller.computeIfAbsent(request.caller, caller -> new Usage()).bytes += more;
        used += more;
        request.bytes += more;
        if (request.bytes > request.part) {
            endPart(request);
        }
    }

    private void endPart(Reservation request) {
        parts -= request.part;
        request.part = 0;
    }

    /** Returns whether the other requests of the caller, with what they wait for, are what uses the memory. */
    private boolean usesMost(Reservation request) {
        Map<Object, Long> all = usedByCaller();
        queue.forEach(waiting -> all.merge(waiting.caller, waiting.wanted, Long::sum));
        long own = all.getOrDefault(request.caller, 0L);
        return own > request.bytes && all.values().stream().allMatch(others -> others <= own);
    }

    private synchronized List<Reservation> free(Reservation request) {
        request.wanted = 0;
        queue.remove(request);
        reservations.remove(request);
        Usage usage = usageByCaller.get(request.caller);
        if (usage != null) {
            usage.bytes -= request.bytes;
            if (usage.bytes == 0) {
                usageByCaller.remove(request.caller);
            }
        }
        used -= request.bytes;
        request.bytes = 0;
        endPart(request);
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
        List<Reservation> ended = new ArrayList<>();
        List<Reservation> slow = new ArrayList<>();
        Map<Object, Deque<Reservation>> candidates = new HashMap<>();
        Map<Object, Long> left = usedByCaller();
        long missing = used + wantedBefore(request) + request.wanted - max;
        for (Reservation other : reservations) {
            if (other.preempted) {
                // Again: its response can have begun meanwhile.
                ended.add(other);
                missing -= other.bytes;
                left.merge(other.caller, -other.bytes, Long::sum);
            } else if (other.preemptible && other.bytes >= LEAST_ENDED_BYTES && !other.caller.equals(request.caller)) {
                candidates
                        .computeIfAbsent(other.caller, caller -> new ArrayDeque<>())
                        .add(other);
                if (other.user.isSlow()) {
                    slow.add(other);
                }
            }
        }
        List<Reservation> chosen =
                ofCallersWithMore(missing, usedBy(request.caller) + request.wanted, candidates, left);
        missing -= chosen.stream().mapToLong(other -> other.bytes).sum();
        slow.removeAll(Set.copyOf(chosen));
        for (Reservation other : slow) {
            if (missing > 0) {
                chosen.add(other);
                missing -= other.bytes;
            }
        }
        if (missing <= 0) {
            // Otherwise they would end in vain.
            chosen.forEach(other -> other.preempted = true);
            ended.addAll(chosen);
        }
        return ended;
    }

    /** Returns the oldest requests of the callers with the most, each of which still has enough without them. */
    private static List<Reservation> ofCallersWithMore(
            long missing, long enough, Map<Object, Deque<Reservation>> candidates, Map<Object, Long> left) {
        List<Reservation> chosen = new ArrayList<>();
        long stillMissing = missing;
        while (stillMissing > 0 && !candidates.isEmpty()) {
            Object most = Collections.max(candidates.keySet(), Comparator.comparing(left::get));
            Reservation oldest = candidates.get(most).poll();
            if (oldest == null || left.get(most) - oldest.bytes < enough) {
                candidates.remove(most);
            } else {
                chosen.add(oldest);
                stillMissing -= oldest.bytes;
                left.merge(most, -oldest.bytes, Long::sum);
            }
        }
        return chosen;
    }
}
