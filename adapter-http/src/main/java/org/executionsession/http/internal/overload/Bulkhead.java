package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the concurrent requests of one kind: those that use much memory, hold a database connection, or depend on
 * how fast the client reads. Without a limit, a few of them could use up all resources and block writes.
 *
 * <p>Each caller has a share: it can use all permits except one, and a part of the queue, usually half. If the queue is full, a caller with fewer requests takes
 * the place of the last one of the caller with the most. The next permit goes to the
 * caller with the fewest permits; of these, to the one whose last permit is oldest. For a caller without a request here, that is the last one of all when
 * it arrives: so each of the others has at most one turn before it, and it has none before those that already wait. A request whose client disconnects
 * leaves the queue.
 *
 * <p>Permits of reads can last as long as their clients read. So a caller that waits for long gets one of a caller that has at least two more. Among callers with one
 * permit each, none is ended for another: they would end each other's, and none would be complete.
 *
 * <p>A request can yield its permit to those that are queued. It has begun, so it must end; since it holds a thread, few can have begun.
 */
public final class Bulkhead {

    private static final Logger LOG = LoggerFactory.getLogger(Bulkhead.class);

    /** Together with counts, selections and reads, lists leave connections of the pool free for other requests. */
    static final int MAX_LISTS = 6;

    /**
     * The limit of reads of single entities. Without it, reads of large entities could use all connections. Most of them take
     * less than a millisecond, so this limits the connections and not the throughput.
     */
    private static final int MAX_READS = 5;

    /**
     * The limit of requests that hold a database connection for long, or use much memory: a few could fill a small
     * heap.
     */
    private static final int MAX_EXPENSIVE = 2;

    /** A selection of 100,000 entities takes about 20 MB while it is in use: with 128 MB of heap, three of them beside other large requests left no memory. */
    private static final long HEAP_FOR_THREE_SELECTIONS = 240L << 20;

    /** With fewer concurrent requests, one of each bulkhead would be more than a share of them. */
    private static final int LEAST_WITH_SHARES = 16;

    /** Many callers that wait for one bulkhead must not keep another caller out of the others. */
    private static final int ALWAYS_ENTERED = 2;

    /**
     * How long a caller waits until a request of one with at least two more permits is ended for it. Most requests end sooner by themselves, and two such waits are
     * shorter than the timeout.
     */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The requests of all bulkheads of a server, whether they run or wait. Each holds a thread. */
    private final LongRequestLimit inAll;

    private final String what;
    private final int share;

    /** How many requests can have begun, also those that let others run. */
    private final int maxBegun;

    private final int maxWaiting;
    private final int maxWaitingOfCaller;
    private final Duration queueTimeout;
    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> queue = new ArrayDeque<>();

    /** How many requests of each caller have begun, also those that let others run. */
    private final Map<String, Integer> begun = new HashMap<>();

    /** When each caller that has a request here got its last permit, or came, as the number of permits granted until then. */
    private final Map<String, Long> lastGrants = new HashMap<>();

    private final PreemptibleRequests preemptible = new PreemptibleRequests();

    private int free;
    private int allBegun;
    private long grants;

    private Bulkhead(String what, int max, int maxWaiting, LongRequestLimit inAll) {
        this(what, max, maxWaiting, Math.max(1, maxWaiting / 2), OverloadProtection.QUEUE_TIMEOUT, PATIENCE, inAll);
    }

    Bulkhead(String what, int max, int maxWaiting, Duration queueTimeout) {
        this(what, max, maxWaiting, queueTimeout, PATIENCE);
    }

    Bulkhead(String what, int max, int maxWaiting, Duration queueTimeout, Duration patience) {
        this(what, max, maxWaiting, Math.max(1, maxWaiting / 2), queueTimeout, patience, noLimit());
    }

    private Bulkhead(
            String what,
            int max,
            int maxWaiting,
            int maxWaitingOfCaller,
            Duration queueTimeout,
            Duration patience,
            LongRequestLimit inAll) {
        this.inAll = inAll;
        this.what = what;
        this.free = max;
        this.share = Math.max(1, max - 1);
        this.maxBegun = max + Math.max(1, maxWaiting / 2);
        this.maxWaiting = maxWaiting;
        this.maxWaitingOfCaller = maxWaitingOfCaller;
        this.queueTimeout = queueTimeout;
        this.patience = patience;
    }

    /** A request in the queue. Guarded by the lock. */
    private final class Waiting {
        final String caller;

        /** Whether it has begun, and lets others run. */
        final boolean continues;

        /** Whether its place in the queue can be given to another one. */
        final boolean displaceable;

        final Condition changed = lock.newCondition();
        boolean granted;
        boolean cancelled;

        /** Whether another request has its place in the queue. */
        boolean displaced;

        private final CancellationSignal client;

        Waiting(String caller, boolean continues, boolean displaceable, CancellationSignal client) {
            this.caller = caller;
            this.continues = continues;
            this.displaceable = displaceable;
            this.client = client;
        }

        /** Returns whether its client has closed the connection; the signal follows a second later. */
        boolean hasDisconnected() {
            return client instanceof MonitoredRequest request && request.isClosedByClient();
        }

        boolean isQueued() {
            return !granted && !cancelled && !displaced;
        }

        /** Returns how many other requests of its caller have begun. */
        int others() {
            return begun.getOrDefault(caller, 0) - (continues ? 1 : 0);
        }

        /** Returns whether it gets a permit before a request that has arrived earlier. */
        boolean isBefore(Waiting earlier) {
            int fewer = Integer.compare(others(), earlier.others());
            return fewer != 0 ? fewer < 0 : lastGrant() < earlier.lastGrant();
        }

        private long lastGrant() {
            return lastGrants.get(caller);
        }

        void cancel() {
            lock.lock();
            try {
                cancelled = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Returns the limit of lists. A list is read from the database as fast as its client reads it. Most are short, so
     * the queue is long.
     */
    static Bulkhead lists(int requestsAtOnce, LongRequestLimit inAll) {
        return new Bulkhead("lists", MAX_LISTS, Math.max(1, requestsAtOnce * 3 / 4), inAll);
    }

    /** Returns the limit of reads of single entities. Reads are short, so the queue is long, also for one caller. */
    static Bulkhead reads(int requestsAtOnce, LongRequestLimit inAll) {
        return new Bulkhead(
                "reads",
                MAX_READS,
                Math.max(1, requestsAtOnce * 7 / 8),
                Math.max(1, requestsAtOnce * 3 / 4),
                OverloadProtection.QUEUE_TIMEOUT,
                PATIENCE,
                inAll);
    }

    /**
     * Returns the limit of requests that use a selection. With three permits, two callers cannot hold all of them for as long as their clients read, and
     * changes, which are never preempted, leave one: they need one of the {@link #MAX_EXPENSIVE} permits of changes first.
     */
    static Bulkhead selections(int requestsAtOnce, LongRequestLimit inAll) {
        return new Bulkhead(
                "selections", maxSelections(Runtime.getRuntime().maxMemory()), maxWaiting(requestsAtOnce), inAll);
    }

    static int maxSelections(long heap) {
        return heap < HEAP_FOR_THREE_SELECTIONS ? 2 : 3;
    }

    /** Returns the limit of one kind of request that can use much of the database or the memory. */
    static Bulkhead expensive(String what, int requestsAtOnce, LongRequestLimit inAll) {
        return new Bulkhead(what, MAX_EXPENSIVE, maxWaiting(requestsAtOnce), inAll);
    }

    /** Returns the limit of responses that are complete in memory, but larger than the network buffers. */
    static Bulkhead largeResponses(int requestsAtOnce, LongRequestLimit inAll) {
        return new Bulkhead("large responses", Math.max(1, requestsAtOnce / 4), maxWaiting(requestsAtOnce), inAll);
    }

    /**
     * Returns the limit of the requests in all bulkheads. Those that wait hold a thread each, so callers leave some threads to requests that need no bulkhead. The queues
     * of the bulkheads together have more places than there are threads.
     */
    static LongRequestLimit all(int requestsAtOnce) {
        int max = requestsAtOnce < LEAST_WITH_SHARES
                ? Integer.MAX_VALUE
                : requestsAtOnce - requestsAtOnce / LEAST_WITH_SHARES;
        return new LongRequestLimit("limited requests", max, max - 1, ALWAYS_ENTERED);
    }

    private static LongRequestLimit noLimit() {
        return new LongRequestLimit("limited requests", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Returns the length of the queue. Queued requests hold a thread, so each kind leaves threads for others. */
    private static int maxWaiting(int requestsAtOnce) {
        return Math.max(1, requestsAtOnce / 8);
    }

    /**
     * Runs work once a permit is free.
     *
     * @throws OverloadedException if the queue is full, if another caller needs the place in it, or if no permit is free within the timeout; the work was
     *     not started
     * @throws CancellationException if the signal is cancelled while the request is queued; the work was not started
     */
    public void run(String caller, CancellationSignal signal, Runnable work) {
        run(caller, signal, permit -> work.run());
    }

    /** Runs work that yields its permit from time to time, as {@link #run(String, CancellationSignal, Runnable)} does. */
    public void run(String caller, CancellationSignal signal, Consumer<Permit> work) {
        LongRequestLimit.Place place = enter(caller);
        try {
            acquire(caller, true, signal);
            try {
                work.accept(() -> yieldPermit(caller));
            } finally {
                release(caller);
            }
        } finally {
            place.close();
        }
    }

    private LongRequestLimit.Place enter(String caller) {
        try {
            return inAll.enter(caller);
        } catch (LimitExceededException | OverloadedException tooMany) {
            throw overloaded();
        }
    }

    /**
     * Runs work that can be ended for others, as {@link #run(String, CancellationSignal, Runnable)} does. If a caller with at least two fewer permits has waited
     * for two seconds, the last request of the caller with the most permits is preempted.
     *
     * @param request the request, for as long as the work runs; not null
     */
    public void runPreemptible(String caller, MonitoredRequest request, Runnable work) {
        inAll(caller, () -> runPreemptible(caller, request, true, work));
    }

    /**
     * Runs work that waits for this bulkhead and for something else, as one of the requests of all bulkheads.
     *
     * @throws OverloadedException if the caller has too many of them; the work was not started
     */
    void inAll(String caller, Runnable work) {
        LongRequestLimit.Place place = enter(caller);
        try {
            work.run();
        } finally {
            place.close();
        }
    }

    /**
     * Writes a response within {@link #inAll}, as {@link #runPreemptible} does. A change is executed, so its request needs no place in all bulkheads and keeps its place
     * in a full queue: otherwise its caller would not learn the outcome.
     *
     * @param request the request, for as long as the response is written; not null
     */
    void respond(String caller, MonitoredRequest request, boolean ofChange, Runnable writer) {
        runPreemptible(caller, request, !ofChange, writer);
    }

    private void runPreemptible(String caller, MonitoredRequest request, boolean displaceable, Runnable work) {
        PreemptibleRequests.Running running = new PreemptibleRequests.Running(caller, request);
        acquire(caller, displaceable, request);
        try {
            add(running);
            work.run();
        } finally {
            try {
                // What is complete is not reset.
                request.close();
            } finally {
                end(caller, running);
            }
        }
    }

    private void add(PreemptibleRequests.Running running) {
        lock.lock();
        try {
            preemptible.add(running);
        } finally {
            lock.unlock();
        }
    }

    private void end(String caller, PreemptibleRequests.Running running) {
        lock.lock();
        try {
            preemptible.remove(running);
            release(caller);
        } finally {
            lock.unlock();
        }
    }

    /** The permit of a request. */
    @FunctionalInterface
    public interface Permit {

        /**
         * Lets the queued requests run before this one continues. The work has begun, so the request waits without a timeout, and also if its
         * client disconnects.
         *
         * @throws CancellationException if the thread is interrupted, as when the server stops
         */
        void yieldToOthers();
    }

    /** Returns whether a request waits to begin. Requests that let others run do not wait for slow clients. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return queue.stream().anyMatch(waiting -> !waiting.continues);
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private void acquire(String caller, boolean displaceable, CancellationSignal signal) {
        lock.lock();
        try {
            Waiting waiting = new Waiting(caller, false, displaceable, signal);
            if (isRejected(waiting)) {
                throw overloaded();
            }
            lastGrants.putIfAbsent(caller, grants);
            queue.addLast(waiting);
            boolean runs = false;
            try {
                grant();
                runs = waiting.granted || await(waiting);
            } finally {
                if (!runs) {
                    leave(waiting);
                }
            }
            if (!runs) {
                throw waiting.cancelled ? new CancellationException("client disconnected") : overloaded();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether a request is rejected. A request that gets a permit at once is never rejected, however long the
     * queue is. For another one, a queued request can be rejected instead.
     */
    private boolean isRejected(Waiting request) {
        String caller = request.caller;
        if (free > 0 && allBegun < maxBegun && begun.getOrDefault(caller, 0) < share) {
            return false;
        }
        Map<String, Integer> all = new HashMap<>(begun);
        int waiting = 0;
        int own = 0;
        for (Waiting queued : queue) {
            if (!queued.continues) {
                all.merge(queued.caller, 1, Integer::sum);
                waiting++;
                own += queued.caller.equals(caller) ? 1 : 0;
            }
        }
        return own >= maxWaitingOfCaller
                || waiting >= maxWaiting
                        && (request.hasDisconnected() || !displaceForOneMoreThan(all.getOrDefault(caller, 0), all));
    }

    /**
     * Rejects the last queued request of the caller with the most requests here, if it has at least two more: otherwise two callers could fill the queue. Of callers with
     * equally many, it is the one with the last request.
     */
    private boolean displaceForOneMoreThan(int own, Map<String, Integer> all) {
        int most = own + 1;
        Waiting displaced = null;
        Iterator<Waiting> fromLast = queue.descendingIterator();
        while (fromLast.hasNext()) {
            Waiting queued = fromLast.next();
            if (queued.displaceable && all.get(queued.caller) > most) {
                most = all.get(queued.caller);
                displaced = queued;
            }
        }
        if (displaced == null) {
            return false;
        }
        queue.remove(displaced);
        displaced.displaced = true;
        displaced.changed.signal();
        return true;
    }

    /** Returns whether it has got a permit. */
    private boolean await(Waiting waiting) {
        CancellationSignal.Registration registration = waiting.client.onCancel(waiting::cancel);
        try {
            awaitUntilTimeout(waiting);
            // What is ended for the caller can take a while until it lets others run.
            if (waiting.isQueued() && preemptible.isAnyEndedFor(waiting.caller)) {
                awaitUntilTimeout(waiting);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            registration.close();
        }
        return waiting.granted;
    }

    /** Removes a request that does not run. After an error, it can have a permit. */
    private void leave(Waiting waiting) {
        if (waiting.granted) {
            release(waiting.caller);
        } else {
            queue.remove(waiting);
            forget(waiting.caller);
        }
    }

    private void awaitUntilTimeout(Waiting waiting) throws InterruptedException {
        long left = queueTimeout.toNanos();
        while (waiting.isQueued() && left > 0) {
            long turn = Math.min(left, patience.toNanos());
            left -= turn;
            awaitTurn(waiting, turn);
            if (waiting.isQueued() && left > 0) {
                preemptFor(waiting);
            }
        }
    }

    private static void awaitTurn(Waiting waiting, long nanos) throws InterruptedException {
        long left = nanos;
        while (waiting.isQueued() && left > 0) {
            left = waiting.changed.awaitNanos(left);
        }
    }

    private void preemptFor(Waiting waiting) {
        if (waiting.hasDisconnected()) {
            return;
        }
        List<MonitoredRequest> ended = preemptible.chooseFor(waiting.caller, waiting.others(), begun);
        // Without the lock: what is ended can call this bulkhead.
        lock.unlock();
        try {
            ended.forEach(Bulkhead::preempt);
        } finally {
            lock.lock();
        }
    }

    private static void preempt(MonitoredRequest request) {
        try {
            request.preempt();
        } catch (RuntimeException failure) {
            LOG.warn("cannot end a request for another one", failure);
        }
    }

    /** Grants free permits: first to callers with the fewest permits, then to those whose last permit is oldest, then in order of arrival. */
    private void grant() {
        Waiting first = next();
        while (first != null) {
            // What can lack memory comes first: the rest is done as a whole.
            lastGrants.put(first.caller, grants + 1);
            if (!first.continues) {
                begun.merge(first.caller, 1, Integer::sum);
                allBegun++;
            }
            grants++;
            queue.remove(first);
            free--;
            first.granted = true;
            first.changed.signal();
            first = next();
        }
    }

    private Waiting next() {
        Waiting first = null;
        if (free > 0) {
            for (Waiting waiting : queue) {
                boolean mayRun = waiting.others() < share && (waiting.continues || allBegun < maxBegun);
                if (mayRun && (first == null || waiting.isBefore(first))) {
                    first = waiting;
                }
            }
        }
        return first;
    }

    /** Forgets a caller that has no request here any more. */
    private void forget(String caller) {
        if (!begun.containsKey(caller) && queue.stream().noneMatch(waiting -> waiting.caller.equals(caller))) {
            lastGrants.remove(caller);
        }
    }

    private void release(String caller) {
        lock.lock();
        try {
            free++;
            allBegun--;
            begun.merge(caller, -1, (requests, one) -> requests + one == 0 ? null : requests + one);
            grant();
            forget(caller);
        } finally {
            lock.unlock();
        }
    }

    private void yieldPermit(String caller) {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                return;
            }
            Waiting waiting = new Waiting(caller, true, false, CancellationSignal.NONE);
            queue.addLast(waiting);
            free++;
            try {
                grant();
                awaitContinuation(waiting);
            } finally {
                if (queue.remove(waiting)) {
                    // It gives the permit back when it ends.
                    free--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void awaitContinuation(Waiting waiting) {
        try {
            while (!waiting.granted) {
                waiting.changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the server is stopped");
        }
    }

    private OverloadedException overloaded() {
        return new OverloadedException("the limit of concurrent " + what + " is reached");
    }
}
