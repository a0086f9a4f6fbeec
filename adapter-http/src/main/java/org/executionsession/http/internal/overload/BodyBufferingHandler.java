package org.executionsession.http.internal.overload;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.DeclaredBody;
import org.executionsession.http.internal.operations.ProblemResponse;
import org.executionsession.http.internal.operations.RouteTable;

/**
 * Reads request bodies asynchronously, before a request counts as concurrent. A stalled sender holds only its
 * connection and the bytes that it has sent. Each body has a deadline. All bodies share {@linkplain SharedMemory memory}; those of
 * requests that need no privilege but to read have a part of their own. A body that waits for memory is not read further.
 */
final class BodyBufferingHandler extends Handler.Wrapper {

    /** The attribute of a request that holds its {@link BufferedBody}. */
    static final String ATTRIBUTE = BufferedBody.class.getName();

    private static final String IGNORED = BodyBufferingHandler.class.getName();

    /** Stands for all callers that are not known. */
    private static final Object UNKNOWN = new Object();

    private static final Problem NO_ROOM = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the memory limit of request bodies is reached; nothing was done, try again");

    /** The mean size of the chunks of a body of the maximum size. Parsing a chunk takes the same, however short it is. */
    private static final int MIN_CHUNK_BYTES = 64;

    /** The end of a packet of the network can divide a chunk in two, which are then counted. Most packets are larger. */
    private static final int PACKET_BYTES = 1_024;

    private static final int MIN_CHUNKS = 1_024;

    /** A client that sends less in two seconds is slow. */
    private static final int SLOW_BYTES = 16 * 1024;

    /** The rate of a shorter time is not known. Requests that wait look after two seconds each, but not exactly. */
    private static final long LEAST_NANOS_OF_RATE =
            Bulkhead.PATIENCE.dividedBy(2).toNanos();

    /** Most bodies of chunks have less. */
    private static final int FEW_BYTES = 64 * 1024;

    private final RouteTable routes;
    private final int maxBytes;
    private final int maxChunks;
    private final Duration timeout;
    private final Function<Request, Object> callerOf;
    private final SharedMemory reads;
    private final SharedMemory writes;
    private final int maxDiscarding;
    private final AtomicInteger discarding = new AtomicInteger();

    /**
     * Creates a handler.
     *
     * @param callerOf returns the caller of a request; null if it is not known
     * @param reads the memory of bodies of requests that need no privilege but to read
     * @param writes the memory of other bodies
     */
    BodyBufferingHandler(
            RouteTable routes,
            int maxBytes,
            Duration timeout,
            Function<Request, Object> callerOf,
            SharedMemory reads,
            SharedMemory writes,
            int maxDiscarding) {
        this.routes = routes;
        this.maxBytes = maxBytes;
        this.maxChunks = Math.max(MIN_CHUNKS, maxBytes / MIN_CHUNK_BYTES + maxBytes / PACKET_BYTES);
        this.timeout = timeout;
        this.callerOf = callerOf;
        this.reads = reads;
        this.writes = writes;
        this.maxDiscarding = maxDiscarding;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long contentLength = DeclaredBody.length(request);
        if (contentLength == 0) {
            return super.handle(request, response, callback);
        }
        if ((contentLength > maxBytes || request.getHeaders().contains(HttpHeader.EXPECT)) && isIgnored(request)) {
            return super.handle(request, response, withoutBody(request, response, callback));
        }
        if (contentLength > maxBytes) {
            // Rejected by its Content-Length, before the body is read.
            DiscardedBody.respond(tooLarge(request, size()), request, response, callback);
            return true;
        }
        return new BodyReader(request, response, callback, contentLength).start();
    }

    /** Marks a request whose response does not depend on its body, so that no handler waits for the body. */
    static void ignoreBody(Request request) {
        request.setAttribute(IGNORED, true);
    }

    /** Returns whether the body is ignored. This includes unknown paths and unsupported methods. */
    private boolean isIgnored(Request request) {
        return request.getAttribute(IGNORED) != null || routes.find(request).isEmpty();
    }

    /** Returns whether the method gives a body no meaning (RFC 9110, 9.3). Such a request can last long, and must not hold the memory of its body. */
    private static boolean hasNoMeaning(Request request) {
        return HttpMethod.GET.is(request.getMethod())
                || HttpMethod.HEAD.is(request.getMethod())
                || HttpMethod.DELETE.is(request.getMethod());
    }

    /** Returns whether a request needs no privilege but to read. */
    private boolean onlyReads(Request request) {
        return routes.find(request)
                .filter(found -> found.requirements().privileges().stream().allMatch(Privilege.READ::equals))
                .isPresent();
    }

    /**
     * The callback of a request whose ignored body has not arrived. While the rest of the body is discarded, the request still
     * counts as a concurrent request. Therefore only some may do so; the connections of others are closed at once.
     */
    private Callback withoutBody(Request request, Response response, Callback callback) {
        if (discarding.incrementAndGet() > maxDiscarding) {
            discarding.decrementAndGet();
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            return callback;
        }
        // Also runs for a request whose callback a failed handler does not complete.
        Request.addCompletionListener(request, failure -> discarding.decrementAndGet());
        return DiscardedBody.after(request, response, callback);
    }

    private Problem tooLarge(Request request, String detail) {
        routes.report(request);
        return new Problem(HttpStatus.PAYLOAD_TOO_LARGE_413, detail);
    }

    private String size() {
        return "the body is larger than the limit of " + maxBytes + " bytes";
    }

    /** Reads one body. It runs when data is available, in one thread at a time. */
    private final class BodyReader extends IncompleteBody implements Runnable, SharedMemory.User {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long contentLength;
        private final boolean discards;

        /** Kept, since a request that has ended has none, and others can still be told of it. */
        private final Components components;

        /** Whether the body is complete, rejected or expired. Guarded by this. */
        private boolean done;

        private byte[] bytes;

        /** Written by one thread at a time. */
        private volatile int count;

        /** Used by one thread at a time. */
        private int chunks;

        /** Null for a small body. It depends on the route and the caller, whose search costs time. */
        private SharedMemory.Reservation memory;

        private SharedMemory memoryOf;

        /** What is not in the buffer yet, since the body waits for memory; otherwise null. */
        private volatile Content.Chunk waiting;

        /** Whether data has arrived while it was demanded. */
        private boolean hasArrived;

        /** How long the body has waited for memory, at the last turn. */
        private Duration waited;

        private Scheduler.Task turn;
        private Scheduler.Task deadline;

        private long waitsSince;

        /** For how long the body has waited for memory, in nanoseconds: the server does not read it meanwhile. */
        private volatile long nanosWaited;

        private volatile long grantedAt = NanoTime.now();
        private volatile boolean complete;

        /** When others looked at the rate, and how many bytes had arrived then. Guarded by the memory. */
        private long lookedAt = NanoTime.now();

        private int seen;
        private boolean slow;

        BodyReader(Request request, Response response, Callback callback, long contentLength) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.contentLength = contentLength;
            this.discards = hasNoMeaning(request);
            this.components = request.getComponents();
        }

        /**
         * Starts to read. Most bodies arrive together with their headers: the same thread processes them, without a
         * deadline.
         */
        boolean start() throws Exception {
            BufferedBody body;
            synchronized (this) {
                boolean awaits = false;
                try {
                    body = take();
                    if (body == null && !isIgnored(request)) {
                        body = waitForMore();
                        awaits = body == null;
                    }
                } finally {
                    if (!awaits) {
                        end();
                    }
                }
                if (awaits) {
                    return true;
                }
            }
            if (body == null) {
                free();
                return BodyBufferingHandler.super.handle(request, response, withoutBody(request, response, callback));
            }
            return isRejected(body) ? reject(body) : forward(body);
        }

        /** Waits for memory or more data. Returns the body or its error if all of it has arrived in the meantime; otherwise null. */
        private BufferedBody waitForMore() {
            if (deadline == null) {
                IncompleteBody.begin(request, this);
                deadline = schedule(this::expire, timeout);
            }
            BufferedBody body = null;
            boolean demands = true;
            while (body == null && demands) {
                if (waiting != null) {
                    waitForMemory();
                    return null;
                }
                hasArrived = false;
                request.demand(this);
                demands = hasArrived;
                if (hasArrived) {
                    body = take();
                }
            }
            return body;
        }

        private void waitForMemory() {
            deadline.cancel();
            waitsSince = NanoTime.now();
            waited = Duration.ZERO;
            if (turn != null) {
                turn.cancel();
            }
            scheduleTurn();
        }

        private void scheduleTurn() {
            Duration left = OverloadProtection.QUEUE_TIMEOUT.minus(waited);
            Duration next = left.compareTo(Bulkhead.PATIENCE) < 0 ? left : Bulkhead.PATIENCE;
            waited = waited.plus(next);
            turn = schedule(this::takeTurn, next);
        }

        private Scheduler.Task schedule(Runnable action, Duration delay) {
            return components.getScheduler().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** The body has waited for memory for a while, or for too long. */
        private void takeTurn() {
            synchronized (this) {
                if (done || waiting == null) {
                    return;
                }
                if (waited.compareTo(OverloadProtection.QUEUE_TIMEOUT) < 0) {
                    scheduleTurn();
                    memory.preemptOthers();
                    return;
                }
                end();
            }
            reject(BufferedBody.NO_ROOM);
        }

        @Override
        public void granted() {
            grantedAt = NanoTime.now();
            execute(this);
        }

        @Override
        public void preempt() {
            execute(() -> {
                end(BufferedBody.PREEMPTED);
                // If it is complete, its request can be ended, unless it has been completed since it was chosen.
                if (memory.isPreempted()) {
                    DisconnectMonitor.preempt(request);
                }
            });
        }

        /** Another request can hold its lock, so nothing is done here. */
        private void execute(Runnable action) {
            try {
                components.getExecutor().execute(action);
            } catch (RejectedExecutionException stopped) {
                // The connection is closed, too.
            }
        }

        @Override
        public void displace() {
            execute(() -> end(BufferedBody.NO_ROOM));
        }

        @Override
        public boolean isSlow() {
            if (complete || waiting != null) {
                return false;
            }
            if (NanoTime.isBefore(lookedAt, grantedAt)) {
                // While it waited for memory, the server did not read it.
                lookedAt = grantedAt;
                seen = count;
                slow = false;
            }
            long elapsed = NanoTime.since(lookedAt);
            if (elapsed >= LEAST_NANOS_OF_RATE) {
                slow = count - seen < SLOW_BYTES * (double) elapsed / Bulkhead.PATIENCE.toNanos();
                lookedAt = NanoTime.now();
                seen = count;
            }
            return slow;
        }

        @Override
        long nanos() {
            return super.nanos() - nanosWaited;
        }

        @Override
        double rate() {
            // It does not send slowly, but waits for memory.
            return waiting == null ? super.rate() : Double.MAX_VALUE;
        }

        @Override
        public void run() {
            if (Thread.holdsLock(this)) {
                // Called within demand: the body is processed without the lock.
                hasArrived = true;
                return;
            }
            try {
                BufferedBody body = readMore();
                if (body == null) {
                    return;
                }
                if (isRejected(body)) {
                    reject(body);
                } else if (!forward(body)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Throwable failure) {
                Response.writeError(request, response, callback, failure);
            }
        }

        /**
         * Reads the available data. Returns null if the body is incomplete, which demands more data, or if the
         * deadline has passed.
         */
        private synchronized BufferedBody readMore() {
            if (done) {
                return null;
            }
            if (waiting != null) {
                nanosWaited += NanoTime.since(waitsSince);
                deadline = schedule(this::expire, timeout.minusNanos(nanos()));
            }
            boolean awaits = false;
            try {
                BufferedBody body = take();
                if (body == null) {
                    body = waitForMore();
                    awaits = body == null;
                }
                return body;
            } finally {
                if (!awaits) {
                    end();
                }
            }
        }

        private void end() {
            done = true;
            IncompleteBody.end(request);
            if (deadline != null) {
                deadline.cancel();
            }
            if (turn != null) {
                turn.cancel();
            }
        }

        @Override
        int count() {
            return count;
        }

        @Override
        void expire() {
            end(BufferedBody.LATE);
        }

        private void end(BufferedBody rejection) {
            synchronized (this) {
                if (done) {
                    return;
                }
                end();
            }
            reject(rejection);
        }

        private static boolean isRejected(BufferedBody body) {
            return body.failure() != BufferedBody.Failure.NONE && body.failure() != BufferedBody.Failure.BROKEN;
        }

        /** Returns the body or its error; null if there is more to come, or if it waits for memory. */
        private BufferedBody take() {
            while (true) {
                Content.Chunk chunk = waiting == null ? request.read() : waiting;
                boolean isNew = waiting == null;
                waiting = null;
                if (chunk == null) {
                    return null;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    return chunk.getFailure() instanceof TimeoutException ? BufferedBody.LATE : BufferedBody.BROKEN;
                }
                if (isNew && isChunked() && chunk.hasRemaining()) {
                    chunks++;
                }
                boolean last = chunk.isLast();
                BufferedBody rejection;
                try {
                    rejection = add(chunk);
                } finally {
                    if (waiting == null) {
                        chunk.release();
                    }
                }
                if (waiting != null || rejection != null) {
                    return rejection;
                }
                if (last) {
                    return complete();
                }
            }
        }

        /** Returns why the body is rejected; null if it is not. */
        private BufferedBody add(Content.Chunk chunk) {
            ByteBuffer more = chunk.getByteBuffer();
            int length = more.remaining();
            if (length > maxBytes - count) {
                return BufferedBody.TOO_LARGE;
            }
            if (chunks > maxChunks) {
                return BufferedBody.TOO_MANY_CHUNKS;
            }
            if (discards) {
                count += length;
                return null;
            }
            return switch (ensureCapacity(count + length)) {
                case REJECTED -> BufferedBody.NO_ROOM;
                case WAITS -> {
                    waiting = chunk;
                    yield null;
                }
                case RESERVED -> {
                    more.get(bytes, count, length);
                    count += length;
                    yield null;
                }
            };
        }

        private boolean isChunked() {
            return contentLength < 0;
        }

        /**
         * Grows the buffer with the received bytes. It is not allocated by Content-Length, because a client can send
         * any number there.
         */
        private SharedMemory.Result ensureCapacity(int needed) {
            if (bytes != null && needed <= bytes.length) {
                return SharedMemory.Result.RESERVED;
            }
            long most = isChunked() ? maxBytes : contentLength;
            int size = (int) Math.min(most, Math.max(needed, bytes == null ? SharedMemory.FREE : bytes.length * 2L));
            SharedMemory.Result result = reserve(size, most);
            if (result == SharedMemory.Result.RESERVED) {
                bytes = bytes == null ? new byte[size] : Arrays.copyOf(bytes, size);
            }
            return result;
        }

        /**
         * Reserves all that the body can need, before it grows: bodies that hold memory and wait for more would wait for each other. A body of chunks, which can
         * need the maximum and mostly does not, first reserves a part, unless many do.
         */
        private SharedMemory.Result reserve(int size, long most) {
            if (size <= SharedMemory.FREE) {
                return SharedMemory.Result.RESERVED;
            }
            boolean isFew = isChunked() && size <= FEW_BYTES;
            if (memory == null) {
                Object caller = callerOf.apply(request);
                memoryOf = onlyReads(request) ? reads : writes;
                memory = memoryOf.begin(caller == null ? UNKNOWN : caller, this);
                memory.setPreemptible(true);
                // The memory stays reserved while the request is processed, because the parsed body is larger than its
                // bytes.
                Request.addCompletionListener(request, failure -> memory.release());
            }
            return memory.reserve(
                    (isFew ? Math.min(FEW_BYTES, most) : most) - SharedMemory.FREE, most - SharedMemory.FREE);
        }

        private void free() {
            if (waiting != null) {
                waiting.release();
                waiting = null;
            }
            bytes = null;
            if (memory != null) {
                memory.release();
            }
        }

        private BufferedBody complete() {
            if (count == 0 || discards) {
                return new BufferedBody(new byte[0], BufferedBody.Failure.NONE);
            }
            return new BufferedBody(
                    bytes.length == count ? bytes : Arrays.copyOf(bytes, count), BufferedBody.Failure.NONE);
        }

        private boolean forward(BufferedBody body) throws Exception {
            request.setAttribute(ATTRIBUTE, body);
            complete = true;
            bytes = null;
            if (memory != null) {
                request.setAttribute(BufferedBody.MEMORY, memory);
                memory.setPreemptible(memoryOf == reads);
            }
            return BodyBufferingHandler.super.handle(request, response, callback);
        }

        private boolean reject(BufferedBody body) {
            free();
            switch (body.failure()) {
                case TOO_LARGE -> DiscardedBody.respond(tooLarge(request, size()), request, response, callback);
                case TOO_MANY_CHUNKS ->
                    DiscardedBody.respond(
                            tooLarge(request, "the body has more chunks than the limit of " + maxChunks),
                            request,
                            response,
                            callback);
                case NO_ROOM -> DiscardedBody.respond(NO_ROOM, request, response, callback);
                case PREEMPTED -> {
                    // Data is awaited, so the rest cannot be discarded.
                    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
                    ProblemResponse.write(NO_ROOM, request, response, callback);
                }
                default -> Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408);
            }
            return true;
        }
    }
}
