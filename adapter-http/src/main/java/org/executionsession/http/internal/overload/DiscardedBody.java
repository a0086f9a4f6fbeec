package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.DeclaredBody;
import org.executionsession.http.internal.operations.ProblemResponse;

/**
 * Discards the body of a request that is rejected before its body is read. If the whole body has arrived, the
 * connection is kept. Otherwise the rest is discarded for a limited time, so that a client that sends its whole body
 * before it reads gets the response and not a connection reset.
 */
public final class DiscardedBody implements Runnable {

    private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(2);

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /** A chunk of less counts as much. A client can send chunks of one byte for as long as it wants, and parsing takes the same for each. */
    private static final int CHUNK_BYTES = 4 * 1024;

    /** The whole body of a client that has sent it together with its header. More is discarded after the response. */
    private static final int MAX_CHUNKS_BEFORE_RESPONSE = 32;

    private final Request request;
    private final int minBytes;
    private long left = MAX_BYTES;

    private Callback callback;
    private Scheduler.Task deadline;

    /** Guarded by this. */
    private boolean done;

    private DiscardedBody(Request request) {
        this.request = request;
        this.minBytes = DeclaredBody.length(request) < 0 ? CHUNK_BYTES : 1;
    }

    /** Responds with a problem document and discards the body. */
    public static void respond(Problem problem, Request request, Response response, Callback callback) {
        DiscardedBody body = new DiscardedBody(request);
        // A client that sends Expect: 100-continue must not send its body. Reading it would send 100 Continue.
        boolean isAwaited =
                DeclaredBody.isPresent(request) && request.getHeaders().contains(HttpHeader.EXPECT);
        if (!isAwaited && body.dropReceived(MAX_CHUNKS_BEFORE_RESPONSE)) {
            ProblemResponse.write(problem, request, response, callback);
            return;
        }
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        Callback rest = isAwaited ? callback : Callback.from(() -> body.dropRest(callback), callback::failed);
        ProblemResponse.write(problem, request, response, rest);
    }

    /** Returns a callback that discards the rest of an unused body after the response. */
    static Callback after(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return callback;
        }
        DiscardedBody body = new DiscardedBody(request);
        return Callback.from(() -> body.dropRest(callback), callback::failed);
    }

    /** Discards the received data. Returns whether that was the whole body. */
    private boolean dropReceived(int maxChunks) {
        for (int chunks = 0; chunks < maxChunks && left >= 0; chunks++) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                return false;
            }
            if (Content.Chunk.isFailure(chunk)) {
                left = -1;
                return false;
            }
            left -= Math.max(minBytes, chunk.remaining());
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return true;
            }
        }
        return false;
    }

    /** Discards the rest of the body, then completes the callback. */
    private void dropRest(Callback whenDone) {
        callback = whenDone;
        deadline = request.getComponents()
                .getScheduler()
                .schedule(this::expire, DISCARD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        run();
    }

    @Override
    public void run() {
        boolean more = !dropReceived(Integer.MAX_VALUE) && left >= 0;
        synchronized (this) {
            if (done) {
                return;
            }
            if (more) {
                request.demand(this);
                return;
            }
            done = true;
        }
        deadline.cancel();
        callback.succeeded();
    }

    private void expire() {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
        }
        callback.failed(new TimeoutException("the rest of the body of a rejected request did not arrive in time"));
    }
}
