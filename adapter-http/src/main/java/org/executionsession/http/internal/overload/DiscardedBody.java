package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.ProblemResponse;

/**
 * The body of a request that is rejected before it is read. What has come of it is dropped, so that the connection can be kept;
 * what is still to come is dropped for a bounded time, so that a client that sends all of it before it reads gets the
 * response, and not a reset connection.
 */
public final class DiscardedBody implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Request request;
    private long left = MAX_BYTES;

    private Callback callback;
    private Scheduler.Task deadline;

    /** Guarded by this. */
    private boolean over;

    private DiscardedBody(Request request) {
        this.request = request;
    }

    /** Whether a request has a body. */
    private static boolean isAnnounced(Request request) {
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.TRANSFER_ENCODING
                    || field.getHeader() == HttpHeader.CONTENT_LENGTH && field.getLongValue() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Rejects a request. */
    public static void respond(Problem problem, Request request, Response response, Callback callback) {
        DiscardedBody body = new DiscardedBody(request);
        // A client that asks before it sends its body need not send it any more; to read it would ask for it.
        boolean isAwaited = isAnnounced(request) && request.getHeaders().contains(HttpHeader.EXPECT);
        if (!isAwaited && body.dropReceived()) {
            ProblemResponse.write(problem, request, response, callback);
            return;
        }
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        Callback rest = isAwaited ? callback : Callback.from(() -> body.dropRest(callback), callback::failed);
        ProblemResponse.write(problem, request, response, rest);
    }

    /** The callback of a request whose body is not used and has not come: the rest is dropped after the response. */
    static Callback after(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return callback;
        }
        DiscardedBody body = new DiscardedBody(request);
        return Callback.from(() -> body.dropRest(callback), callback::failed);
    }

    /** Drops what has come; whether that was all. */
    private boolean dropReceived() {
        while (left >= 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                return false;
            }
            if (Content.Chunk.isFailure(chunk)) {
                left = -1;
                return false;
            }
            left -= chunk.remaining();
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return true;
            }
        }
        return false;
    }

    /** Drops what still comes, then completes the callback. */
    private void dropRest(Callback whenOver) {
        callback = whenOver;
        deadline = request.getComponents()
                .getScheduler()
                .schedule(this::giveUp, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        run();
    }

    @Override
    public void run() {
        boolean more = !dropReceived() && left >= 0;
        synchronized (this) {
            if (over) {
                return;
            }
            if (more) {
                request.demand(this);
                return;
            }
            over = true;
        }
        deadline.cancel();
        callback.succeeded();
    }

    private void giveUp() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        callback.failed(new TimeoutException("the rest of a refused body did not come in time"));
    }
}
