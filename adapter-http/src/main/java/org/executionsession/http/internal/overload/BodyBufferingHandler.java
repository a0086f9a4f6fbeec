package org.executionsession.http.internal.overload;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.DeclaredBody;
import org.executionsession.http.internal.operations.RouteTable;

/**
 * Reads request bodies asynchronously, before a request counts as concurrent. A stalled sender holds only its
 * connection and the bytes that it has sent. Each body has a deadline. All bodies share a memory budget; those of
 * requests that need no privilege but to read have one of their own.
 */
final class BodyBufferingHandler extends Handler.Wrapper {

    /** The attribute of a request that holds its {@link BufferedBody}. */
    static final String ATTRIBUTE = BufferedBody.class.getName();

    private static final String IGNORED = BodyBufferingHandler.class.getName();

    private static final Problem NO_ROOM = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the memory limit of request bodies is reached; nothing was done, try again");

    /** The mean size of the chunks of a body of the maximum size. Parsing a chunk takes the same, however short it is. */
    private static final int MIN_CHUNK_BYTES = 64;

    /** The end of a packet of the network can divide a chunk in two, which are then counted. Most packets are larger. */
    private static final int PACKET_BYTES = 1_024;

    private static final int MIN_CHUNKS = 1_024;

    private final RouteTable routes;
    private final int maxBytes;
    private final int maxChunks;
    private final Duration timeout;
    private final MemoryBudget reads;
    private final MemoryBudget writes;
    private final int maxDiscarding;
    private final AtomicInteger discarding = new AtomicInteger();

    BodyBufferingHandler(
            RouteTable routes,
            int maxBytes,
            Duration timeout,
            MemoryBudget reads,
            MemoryBudget writes,
            int maxDiscarding) {
        this.routes = routes;
        this.maxBytes = maxBytes;
        this.maxChunks = Math.max(MIN_CHUNKS, maxBytes / MIN_CHUNK_BYTES + maxBytes / PACKET_BYTES);
        this.timeout = timeout;
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
    private final class BodyReader extends IncompleteBody implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long contentLength;

        /** Whether the body is complete, rejected or expired. Guarded by this. */
        private boolean done;

        private byte[] bytes;

        /** Written by one thread at a time. */
        private volatile int count;

        /** Used by one thread at a time. */
        private int chunks;

        private long reserved;

        /** Where bytes are reserved; null for a small body. It depends on the route, whose search costs time. */
        private MemoryBudget budget;

        private Scheduler.Task deadline;

        BodyReader(Request request, Response response, Callback callback, long contentLength) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.contentLength = contentLength;
        }

        /**
         * Starts to read. Most bodies arrive together with their headers: the same thread processes them, without a
         * deadline.
         */
        boolean start() throws Exception {
            BufferedBody body = take();
            if (body == null && isIgnored(request)) {
                release();
                return BodyBufferingHandler.super.handle(request, response, withoutBody(request, response, callback));
            }
            if (body == null) {
                waitForMore();
                return true;
            }
            return isRejected(body) ? reject(body) : forward(body);
        }

        /** Waits for more data. If data has arrived in the meantime, {@code demand} runs this object at once. */
        private synchronized void waitForMore() {
            if (deadline == null) {
                IncompleteBody.begin(request, this);
                deadline = request.getComponents()
                        .getScheduler()
                        .schedule(this::expire, timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            request.demand(this);
        }

        @Override
        public void run() {
            BufferedBody body = readMore();
            if (body == null) {
                return;
            }
            if (isRejected(body)) {
                reject(body);
                return;
            }
            try {
                if (!forward(body)) {
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
            BufferedBody body = take();
            if (body == null) {
                waitForMore();
                return null;
            }
            done = true;
            IncompleteBody.end(request);
            if (deadline != null) {
                deadline.cancel();
            }
            return body;
        }

        @Override
        int count() {
            return count;
        }

        @Override
        void expire() {
            synchronized (this) {
                if (done) {
                    return;
                }
                done = true;
            }
            IncompleteBody.end(request);
            if (deadline != null) {
                deadline.cancel();
            }
            reject(BufferedBody.LATE);
        }

        private static boolean isRejected(BufferedBody body) {
            return body.failure() != BufferedBody.Failure.NONE && body.failure() != BufferedBody.Failure.BROKEN;
        }

        /** Returns the body or its error; null if there is more to come. */
        private BufferedBody take() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    return null;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    return chunk.getFailure() instanceof TimeoutException ? BufferedBody.LATE : BufferedBody.BROKEN;
                }
                BufferedBody rejection = add(chunk.getByteBuffer());
                boolean last = chunk.isLast();
                chunk.release();
                if (rejection != null) {
                    return rejection;
                }
                if (last) {
                    return complete();
                }
            }
        }

        private BufferedBody add(ByteBuffer more) {
            int length = more.remaining();
            if (length > maxBytes - count) {
                return BufferedBody.TOO_LARGE;
            }
            if (isChunked() && length > 0) {
                chunks++;
            }
            if (chunks > maxChunks) {
                return BufferedBody.TOO_MANY_CHUNKS;
            }
            if (!ensureCapacity(count + length)) {
                return BufferedBody.NO_ROOM;
            }
            more.get(bytes, count, length);
            count += length;
            return null;
        }

        private boolean isChunked() {
            return contentLength < 0;
        }

        /**
         * Grows the buffer with the received bytes. It is not allocated by Content-Length, because a client can send
         * any number there.
         */
        private boolean ensureCapacity(int needed) {
            if (bytes != null && needed <= bytes.length) {
                return true;
            }
            long most = isChunked() ? maxBytes : contentLength;
            int size = (int) Math.min(most, Math.max(needed, bytes == null ? MemoryBudget.FREE : bytes.length * 2L));
            if (!reserve(size - MemoryBudget.FREE)) {
                return false;
            }
            bytes = bytes == null ? new byte[size] : Arrays.copyOf(bytes, size);
            return true;
        }

        private boolean reserve(long needed) {
            if (needed <= reserved) {
                return true;
            }
            if (budget == null) {
                budget = onlyReads(request) ? reads : writes;
            }
            if (!budget.reserve(needed - reserved)) {
                return false;
            }
            reserved = needed;
            return true;
        }

        private void release() {
            if (reserved > 0) {
                budget.release(reserved);
            }
        }

        private BufferedBody complete() {
            if (count == 0) {
                return new BufferedBody(new byte[0], BufferedBody.Failure.NONE);
            }
            return new BufferedBody(
                    bytes.length == count ? bytes : Arrays.copyOf(bytes, count), BufferedBody.Failure.NONE);
        }

        private boolean forward(BufferedBody body) throws Exception {
            request.setAttribute(ATTRIBUTE, body);
            bytes = null;
            if (reserved > 0) {
                // The memory stays reserved while the request is processed, because the parsed body is larger than
                // its bytes.
                Request.addCompletionListener(request, failure -> release());
            }
            return BodyBufferingHandler.super.handle(request, response, callback);
        }

        private boolean reject(BufferedBody body) {
            bytes = null;
            release();
            switch (body.failure()) {
                case TOO_LARGE -> DiscardedBody.respond(tooLarge(request, size()), request, response, callback);
                case TOO_MANY_CHUNKS ->
                    DiscardedBody.respond(
                            tooLarge(request, "the body has more chunks than the limit of " + maxChunks),
                            request,
                            response,
                            callback);
                case NO_ROOM -> DiscardedBody.respond(NO_ROOM, request, response, callback);
                default -> Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408);
            }
            return true;
        }
    }
}
