package org.executionsession.http.internal.overload;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.RouteTable;

/**
 * Takes the body of a request before anything else is done for it, without a thread that waits: a sender that stalls holds
 * its connection and the bytes that it has sent, and nothing that others need. It has a bounded time for all of its body,
 * however it trickles, and all bodies together have a bounded part of the memory.
 */
final class BodyBufferingHandler extends Handler.Wrapper {

    /** The attribute of a request that holds its {@link BufferedBody}. */
    static final String ATTRIBUTE = BufferedBody.class.getName();

    private static final String IGNORED = BodyBufferingHandler.class.getName();

    private static final Problem NO_ROOM = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the memory limit of request bodies is reached; nothing was done, try again");

    private final RouteTable routes;
    private final int maxBytes;
    private final Duration patience;
    private final MemoryBudget held;

    BodyBufferingHandler(RouteTable routes, int maxBytes, Duration patience, MemoryBudget held) {
        this.routes = routes;
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.held = held;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long announced = announced(request);
        if (announced == 0) {
            return super.handle(request, response, callback);
        }
        if ((announced > maxBytes || request.getHeaders().contains(HttpHeader.EXPECT)) && isIgnored(request)) {
            return super.handle(request, response, DiscardedBody.after(request, response, callback));
        }
        if (announced > maxBytes) {
            // The announcement is enough; no byte of such a body is waited for.
            DiscardedBody.respond(tooLarge(request), request, response, callback);
            return true;
        }
        return new Taking(request, response, callback, announced).begin();
    }

    /** The response does not depend on the body of this request, so that no handler waits for it. */
    static void ignoreBody(Request request) {
        request.setAttribute(IGNORED, true);
    }

    /** An unknown path, or a method that the path does not support, needs no body either. */
    private boolean isIgnored(Request request) {
        return request.getAttribute(IGNORED) != null || routes.find(request).isEmpty();
    }

    private Problem tooLarge(Request request) {
        routes.report(request);
        return new Problem(
                HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is larger than the limit of " + maxBytes + " bytes");
    }

    /** How many bytes will come; 0 for no body, negative when that is not known before. */
    private static long announced(Request request) {
        long length = 0;
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                length = field.getLongValue();
            } else if (field.getHeader() == HttpHeader.TRANSFER_ENCODING) {
                return -1;
            }
        }
        return length;
    }

    /** One body on its way in. Run whenever more of it has come, by one thread at a time. */
    private final class Taking implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long announced;

        /** Nobody else takes it any further. Guarded by this. */
        private boolean over;

        private byte[] bytes;
        private int count;
        private long reserved;
        private Scheduler.Task deadline;

        Taking(Request request, Response response, Callback callback, long announced) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.announced = announced;
        }

        /** Most bodies have come together with their headers: they are handed on by the same thread, without a deadline. */
        boolean begin() throws Exception {
            BufferedBody body = take();
            if (body == null && isIgnored(request)) {
                held.release(reserved);
                return BodyBufferingHandler.super.handle(
                        request, response, DiscardedBody.after(request, response, callback));
            }
            if (body == null) {
                waitForMore();
                return true;
            }
            return isRejected(body) ? reject(body) : handOn(body);
        }

        /** The handler runs again at once if more has come in the meantime. */
        private synchronized void waitForMore() {
            if (deadline == null) {
                deadline = request.getComponents()
                        .getScheduler()
                        .schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            request.demand(this);
        }

        @Override
        public void run() {
            BufferedBody body = advance();
            if (body == null) {
                return;
            }
            if (isRejected(body)) {
                reject(body);
                return;
            }
            try {
                if (!handOn(body)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Throwable failure) {
                Response.writeError(request, response, callback, failure);
            }
        }

        /** Takes what has come, and asks to be run again when that is not all; null then, and when it is too late. */
        private synchronized BufferedBody advance() {
            if (over) {
                return null;
            }
            BufferedBody body = take();
            if (body == null) {
                waitForMore();
                return null;
            }
            over = true;
            if (deadline != null) {
                deadline.cancel();
            }
            return body;
        }

        private void giveUp() {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            reject(BufferedBody.LATE);
        }

        private static boolean isRejected(BufferedBody body) {
            return body == BufferedBody.LATE || body == BufferedBody.NO_ROOM || body == BufferedBody.TOO_LARGE;
        }

        /** Null when there is more to come. */
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
                    return whole();
                }
            }
        }

        private BufferedBody add(ByteBuffer more) {
            int length = more.remaining();
            if (length > maxBytes - count) {
                return BufferedBody.TOO_LARGE;
            }
            if (!makeRoom(count + length)) {
                return BufferedBody.NO_ROOM;
            }
            more.get(bytes, count, length);
            count += length;
            return null;
        }

        /** As much as has come, and not as much as was announced: an announcement costs its sender nothing. */
        private boolean makeRoom(int needed) {
            if (bytes != null && needed <= bytes.length) {
                return true;
            }
            long most = announced < 0 ? maxBytes : announced;
            int size = (int) Math.min(most, Math.max(needed, bytes == null ? MemoryBudget.FREE : bytes.length * 2L));
            if (!held.reserve(size - MemoryBudget.FREE - reserved)) {
                return false;
            }
            reserved = Math.max(reserved, size - MemoryBudget.FREE);
            bytes = bytes == null ? new byte[size] : Arrays.copyOf(bytes, size);
            return true;
        }

        private BufferedBody whole() {
            if (count == 0) {
                return new BufferedBody(new byte[0], BufferedBody.Fault.NONE);
            }
            return new BufferedBody(
                    bytes.length == count ? bytes : Arrays.copyOf(bytes, count), BufferedBody.Fault.NONE);
        }

        private boolean handOn(BufferedBody body) throws Exception {
            request.setAttribute(ATTRIBUTE, body);
            bytes = null;
            if (reserved > 0) {
                // For as long as it is processed, too: what is read from it is larger than it was.
                Request.addCompletionListener(request, failure -> held.release(reserved));
            }
            return BodyBufferingHandler.super.handle(request, response, callback);
        }

        private boolean reject(BufferedBody body) {
            bytes = null;
            held.release(reserved);
            switch (body.fault()) {
                case TOO_LARGE -> DiscardedBody.respond(tooLarge(request), request, response, callback);
                case NO_ROOM -> DiscardedBody.respond(NO_ROOM, request, response, callback);
                default -> Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408);
            }
            return true;
        }
    }
}
