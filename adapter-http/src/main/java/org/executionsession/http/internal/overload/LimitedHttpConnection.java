package org.executionsession.http.internal.overload;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.HeaderLimitException;

/**
 * A connection that limits the memory of request headers, also of those that are not complete. The parser of Jetty limits only their bytes, and of each one
 * alone.
 *
 * <p>Each part of a header becomes objects, however short it is: 72 KiB of fields of five bytes took more than a megabyte of the heap. So the parts are
 * limited. A large header is copied while it is read, and again when it is complete, so all large headers together have a budget.
 */
final class LimitedHttpConnection extends HttpConnection {

    /** The default limit of fields in Apache httpd and Tomcat. Clients of QRS send about ten. */
    static final int MAX_PARTS = 100;

    /**
     * The limit of commas and semicolons in the values of all fields, which separate cookies and the elements of lists. A browser sends about forty, and at most
     * 180 cookies of one site.
     */
    static final int MAX_ELEMENTS = 300;

    /** The limit of all trailers of a body. What the last buffer has is not counted. */
    private static final int MAX_TRAILER_BYTES = 8 * 1024;

    /** The text that grows while it is read, at most twice as long as necessary, its copy, and a part of it. */
    private static final int COPIES = 4;

    private static final Duration CLOSE_DELAY = Duration.ofSeconds(1);

    private static final Problem NO_ROOM = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the memory limit of large request headers is reached; nothing was done, try again");

    /** Held by the thread that reads requests. */
    private final Lock reading = new ReentrantLock();

    private final HeaderBudget budget;

    /** Whose share of the budget it uses. A connection that is already closed has no address. */
    private final Object address;

    // Set by the constructor of the superclass.
    private RequestHandler handler;

    /** Guarded by this. */
    private long reserved;

    /** Guarded by this. */
    private boolean closed;

    /** Null if the connection is not to be closed soon. Guarded by this. */
    private Scheduler.Task closing;

    private LimitedHttpConnection(
            HttpConfiguration configuration, Connector connector, EndPoint endPoint, HeaderBudget budget) {
        super(configuration, connector, endPoint);
        this.budget = budget;
        InetAddress client = AddressConnectionLimit.addressOfClient(endPoint);
        address = client == null ? this : client;
    }

    /** Creates connections that share a budget. */
    static final class Factory extends HttpConnectionFactory {

        /** The part of the heap for large headers. */
        private static final int HEAP_DIVISOR = 8;

        private final HeaderBudget budget;

        Factory(HttpConfiguration configuration) {
            this(configuration, new HeaderBudget(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR));
        }

        Factory(HttpConfiguration configuration, HeaderBudget budget) {
            super(configuration);
            this.budget = budget;
        }

        /** Sets nothing that only one of the supported versions has: 12.0, which Spring Boot 3.5 brings, or 12.1. */
        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            LimitedHttpConnection connection =
                    new LimitedHttpConnection(getHttpConfiguration(), connector, endPoint, budget);
            return configure(connection, connector, endPoint);
        }
    }

    /** The factory of 12.0 sets it, and that of 12.1 does not. */
    @Override
    public boolean isUseInputDirectByteBuffers() {
        return getHttpConfiguration().isUseInputDirectByteBuffers();
    }

    @Override
    public boolean isUseOutputDirectByteBuffers() {
        return getHttpConfiguration().isUseOutputDirectByteBuffers();
    }

    /**
     * Reads and handles requests, in one thread at a time.
     *
     * <p>Jetty sends the response to a malformed request in another thread. That one reads what comes next while this one still releases the buffer of
     * the request. Without a lock, bytes of this client then came into a buffer that was already that of another connection, and were read as its request.
     */
    @Override
    public void onFillable() {
        reading.lock();
        try {
            super.onFillable();
        } finally {
            reading.unlock();
        }
    }

    @Override
    protected RequestHandler newRequestHandler() {
        handler = new LimitedRequestHandler();
        return handler;
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
        HttpParser parser = new LimitedParser(compliance);
        parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
        parser.setHeaderCacheCaseSensitive(getHttpConfiguration().isHeaderCacheCaseSensitive());
        return parser;
    }

    /**
     * Reserves memory for a header of this size until the connection is closed. Returns false if there is none. A connection that was closed during its
     * TLS handshake is not closed again.
     */
    private synchronized boolean reserve(long bytes) {
        long more = (bytes - SharedMemory.FREE) * COPIES - reserved;
        if (more > 0 && !closed && getEndPoint().isOpen()) {
            if (!budget.reserve(address, more)) {
                return false;
            }
            reserved += more;
        }
        return true;
    }

    private synchronized boolean hasReserved() {
        return reserved > 0;
    }

    /** Does not wait longer until the client has read the response and closes its side. */
    private synchronized void closeSoon() {
        if (!closed && closing == null) {
            closing = getConnector()
                    .getScheduler()
                    .schedule(getEndPoint()::close, CLOSE_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onClose(Throwable cause) {
        synchronized (this) {
            closed = true;
            budget.release(address, reserved);
            reserved = 0;
            if (closing != null) {
                // The task would keep this connection and its memory until then.
                closing.cancel();
            }
        }
        super.onClose(cause);
    }

    /** Counts the bytes of the header that it reads. */
    private final class LimitedParser extends HttpParser {

        private long bytes;
        private long trailerBytes;

        LimitedParser(HttpCompliance compliance) {
            super(handler, getHttpConfiguration().getRequestHeaderSize(), compliance);
        }

        @Override
        public boolean parseNext(ByteBuffer buffer) {
            if (isState(State.START)) {
                bytes = 0;
                trailerBytes = 0;
            } else if (!inHeaderState() && !isState(State.TRAILER)) {
                return super.parseNext(buffer);
            }
            int remaining = buffer.remaining();
            boolean isTrailer = isState(State.TRAILER);
            // Trailers come after the response can have begun, so they get no room in the budget.
            boolean hasRoom = isTrailer ? trailerBytes <= MAX_TRAILER_BYTES : reserve(bytes + remaining);
            if (!hasRoom) {
                BufferUtil.clear(buffer);
                badMessage(new HeaderLimitException(NO_ROOM));
                return false;
            }
            boolean hasResult = super.parseNext(buffer);
            int parsed = remaining - buffer.remaining();
            if (isTrailer) {
                trailerBytes += parsed;
            } else {
                bytes += parsed;
            }
            return hasResult;
        }
    }

    /** Counts the parts of the request that the parser reads. */
    private final class LimitedRequestHandler extends RequestHandler {

        private int fields;
        private int elements;

        @Override
        public void startRequest(String method, String target, HttpVersion version) {
            fields = 0;
            elements = 0;
            int query = target.indexOf('?');
            int end = query < 0 ? target.length() : query;
            if (count(target, '/', 0, end) + count(target, ';', 0, end) > MAX_PARTS) {
                throw tooLong("path", "segments and parameters");
            }
            if (count(target, '&', end, target.length()) >= MAX_PARTS) {
                throw tooLong("query", "parameters");
            }
            super.startRequest(method, target, version);
        }

        @Override
        public void parsedHeader(HttpField field) {
            countParts(field);
            super.parsedHeader(field);
        }

        /** The parser keeps the memory of a large text until the connection is closed, so that ends with the response. */
        @Override
        public boolean headerComplete() {
            boolean hasResult = super.headerComplete();
            if (hasReserved()) {
                getGenerator().setPersistent(false);
                Request.addCompletionListener(getHttpChannel().getRequest(), failure -> closeSoon());
            }
            return hasResult;
        }

        @Override
        public void badMessage(HttpException failure) {
            super.badMessage(failure);
            if (hasReserved()) {
                closeSoon();
            }
        }

        @Override
        public void parsedTrailer(HttpField field) {
            countParts(field);
            super.parsedTrailer(field);
        }

        private void countParts(HttpField field) {
            fields++;
            if (fields > MAX_PARTS) {
                throw tooLarge("has more than " + MAX_PARTS + " header fields");
            }
            String value = field.getValue();
            if (value != null) {
                elements += count(value, ',', 0, value.length()) + count(value, ';', 0, value.length());
                if (elements > MAX_ELEMENTS) {
                    throw tooLarge("has more than " + MAX_ELEMENTS + " commas and semicolons in its header fields");
                }
            }
        }
    }

    /** Counts a character in a part of a text, which is not copied. */
    private static int count(String text, char wanted, int begin, int end) {
        int count = 0;
        for (int i = begin; i < end; i++) {
            if (text.charAt(i) == wanted) {
                count++;
            }
        }
        return count;
    }

    private static HeaderLimitException tooLong(String where, String parts) {
        return limit(HttpStatus.URI_TOO_LONG_414, "the " + where + " has more than " + MAX_PARTS + " " + parts);
    }

    private static HeaderLimitException tooLarge(String reason) {
        return limit(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "the request " + reason);
    }

    private static HeaderLimitException limit(int status, String detail) {
        return new HeaderLimitException(new Problem(status, detail));
    }
}
