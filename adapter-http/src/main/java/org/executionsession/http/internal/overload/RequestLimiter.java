package org.executionsession.http.internal.overload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.ProblemResponse;

/**
 * Limits the number of concurrent requests. As many can wait in a queue, in order of arrival and for a limited time.
 * Further ones are rejected at once, while a rejection is cheap and the client still waits for it.
 *
 * <p>A caller can have at most seven times as many of these places as it leaves free. So one caller can have seven eighths of them, two can have
 * seven fifteenths each, and some are always left for others. Queued requests of callers with few places go first. It is the dynamic threshold
 * of packet buffers (Choudhury and Hahne, Dynamic queue length thresholds for shared-memory packet switches, 1998).
 */
final class RequestLimiter extends QoSHandler {

    private static final Problem TOO_MANY = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the limit of concurrent requests is reached; nothing was done, try again");

    private static final String PLACE = RequestLimiter.class.getName();

    /** How many times as many places as are free a caller can have. */
    private static final int MAX_TIMES_FREE = 7;

    /** With one request at a time, a caller can still queue another one. */
    private static final int ALWAYS_TAKEN = 2;

    /** A caller with at most an eighth of the concurrent requests has few. */
    private static final int FEW_DIVISOR = 8;

    /** Stands for all callers that are not known. */
    private static final Object UNKNOWN = new Object();

    private final Function<Request, Object> callerOf;
    private final int places;
    private final int few;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<Object, Requests> takenByCaller = new ConcurrentHashMap<>();
    private final LongAdder rejectedForOthers = new LongAdder();

    /**
     * Creates a limit.
     *
     * @param callerOf returns the caller of a request; null if it is not known
     */
    RequestLimiter(int atOnce, Function<Request, Object> callerOf) {
        this.callerOf = callerOf;
        places = 2 * atOnce;
        few = Math.max(1, atOnce / FEW_DIVISOR);
        setMaxRequestCount(atOnce);
        setMaxSuspendedRequestCount(atOnce);
        setMaxSuspend(OverloadProtection.QUEUE_TIMEOUT);
    }

    /** A long request holds no thread, so it does not count. */
    @Override
    public boolean onConditionsMet(Request request, Response response, Callback callback) throws Exception {
        if (LongRequests.isLong(request)) {
            return nextHandler(request, response, callback);
        }
        Place place = new Place(callerOf(request));
        request.setAttribute(PLACE, place);
        // First, so that no error leaves a place taken.
        Request.addCompletionListener(request, failure -> place.leave());
        if (!place.take()) {
            rejectedForOthers.increment();
            reject(request, response, callback, getRejectStatusCode());
            return true;
        }
        return super.onConditionsMet(request, response, callback);
    }

    private Object callerOf(Request request) {
        Object caller = callerOf.apply(request);
        return caller == null ? UNKNOWN : caller;
    }

    /** The requests of a caller. Without locks: hundreds of threads can count those of one caller at once. */
    private static final class Requests {

        /** Other requests of the caller need a new object. */
        private static final int REMOVED = -1;

        private final AtomicInteger count = new AtomicInteger();

        /** Returns whether the request is counted; otherwise this object is no longer used. */
        boolean add() {
            return count.getAndUpdate(requests -> requests == REMOVED ? REMOVED : requests + 1) != REMOVED;
        }

        /** Returns whether this object is no longer used. */
        boolean remove() {
            return count.decrementAndGet() == 0 && count.compareAndSet(0, REMOVED);
        }
    }

    /** The place of a request. */
    private final class Place {

        private final Object caller;
        private final AtomicReference<Requests> countedIn = new AtomicReference<>();

        Place(Object caller) {
            this.caller = caller;
        }

        /** Returns whether the request has a place. The first two of a caller always do; then the queue can be full all the same. */
        boolean take() {
            Requests own = requestsOfCaller();
            while (!own.add()) {
                takenByCaller.remove(caller, own);
                own = requestsOfCaller();
            }
            countedIn.set(own);
            int free = places - taken.incrementAndGet();
            int requests = own.count.get();
            boolean takes = requests <= ALWAYS_TAKEN || requests <= MAX_TIMES_FREE * free;
            if (!takes) {
                leave();
            }
            return takes;
        }

        /** Returns whether its caller has few requests. */
        boolean isOfFew() {
            Requests own = countedIn.get();
            return own != null && own.count.get() <= few;
        }

        private Requests requestsOfCaller() {
            Requests own = takenByCaller.get(caller);
            return own == null ? takenByCaller.computeIfAbsent(caller, key -> new Requests()) : own;
        }

        void leave() {
            Requests own = countedIn.getAndSet(null);
            if (own != null) {
                taken.decrementAndGet();
                if (own.remove()) {
                    takenByCaller.remove(caller, own);
                }
            }
        }
    }

    /** Allocates nothing: after an error here, Jetty would wait for a queued request that does not exist. */
    @Override
    protected int getPriority(Request request) {
        return request.getAttribute(PLACE) instanceof Place place && place.isOfFew() ? 1 : 0;
    }

    @Override
    protected void reject(Request request, Response response, Callback callback, int status) {
        ProblemResponse.write(TOO_MANY, request, response, callback);
    }

    /**
     * Rejects a request that was queued for too long; Jetty would pass it to the error handler, which does not know the limit.
     * A failure of a request that has left the queue is not a rejection.
     */
    @Override
    protected void failSuspended(Request request, Response response, Callback callback, int status, Throwable failure) {
        if (failure instanceof TimeoutException && status == getRejectStatusCode()) {
            ProblemResponse.write(TOO_MANY, request, response, callback);
        } else {
            super.failSuspended(request, response, callback, status, failure);
        }
    }

    /** Returns the number of rejected requests since the start. */
    long rejected() {
        return getTotalExceededRequestCount() + getTotalExpiredRequestCount() + rejectedForOthers.sum();
    }
}
