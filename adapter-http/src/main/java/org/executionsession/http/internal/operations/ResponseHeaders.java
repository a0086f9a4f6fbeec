package org.executionsession.http.internal.operations;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Puts on every response what every response has: the id of its request, and what keeps browsers and caches from making more
 * of it than it is.
 */
public final class ResponseHeaders extends Handler.Wrapper {

    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    /** Answers are for who asked, and what is recorded changes. */
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private static final String CORS = "Access-Control-";

    private final BooleanSupplier stopping;

    /**
     * Puts them on all that is answered.
     *
     * @param stopping whether connections are about to be closed
     */
    public ResponseHeaders(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        put(RequestId.of(request.getHeaders()), response.getHeaders());
        request.addHttpStreamWrapper(stream -> new ConnectionEnd(stream, request, stopping));
        return super.handle(request, response, callback);
    }

    /** The id under which the response goes out; made when it has none yet, as no handler has seen its request. */
    public static String requestId(Response response) {
        String id = response.getHeaders().get(RequestId.HEADER);
        if (id == null) {
            id = RequestId.made();
            put(id, response.getHeaders());
        }
        return id;
    }

    /** Null when no handler has seen the request. */
    public static String requestId(HttpServletResponse response) {
        return response.getHeader(RequestId.HEADER);
    }

    /** Takes back all that was said, but for what every response has, and what lets a page of another origin read it. */
    public static void reset(HttpServletResponse response) {
        String id = requestId(response);
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (name.regionMatches(true, 0, CORS, 0, CORS.length())
                    || name.equalsIgnoreCase(HttpHeader.VARY.asString())) {
                kept.put(name, response.getHeader(name));
            }
        }
        response.reset();
        kept.forEach(response::setHeader);
        if (id != null) {
            response.setHeader(RequestId.HEADER, id);
            response.setHeader(NO_SNIFFING.getName(), NO_SNIFFING.getValue());
            response.setHeader(NO_STORE.getName(), NO_STORE.getValue());
        }
    }

    private static void put(String id, HttpFields.Mutable headers) {
        headers.put(RequestId.HEADER, id);
        headers.put(NO_SNIFFING);
        headers.put(NO_STORE);
    }

    /** Announces with a response that its connection is closed after it, which a client that keeps connections must know. */
    private static final class ConnectionEnd extends HttpStream.Wrapper {

        private final Request request;
        private final BooleanSupplier stopping;

        ConnectionEnd(HttpStream stream, Request request, BooleanSupplier stopping) {
            super(stream);
            this.request = request;
            this.stopping = stopping;
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            if (stopping.getAsBoolean() || !request.getConnectionMetaData().isPersistent()) {
                headers.put(HttpFields.CONNECTION_CLOSE);
            }
            super.prepareResponse(headers);
        }
    }
}
