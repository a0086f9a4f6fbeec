package org.executionsession.http.internal.operations;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Adds the common headers to every response: the request id, and the headers that prevent content sniffing and caching.
 */
public final class ResponseHeaders extends Handler.Wrapper {

    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    /** Responses depend on the caller, and entities change. */
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private static final String CORS = "Access-Control-";

    private final Predicate<Request> last;

    /**
     * Creates the handler.
     *
     * @param last whether the connection of a request must end with its response
     */
    public ResponseHeaders(Predicate<Request> last) {
        this.last = last;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        put(RequestId.of(request.getHeaders()), response.getHeaders());
        request.addHttpStreamWrapper(stream -> new ConnectionEnd(stream, request, last));
        return super.handle(request, response, callback);
    }

    /** Returns the request id of a response. Creates one if no handler has processed the request. */
    public static String requestId(Response response) {
        String id = response.getHeaders().get(RequestId.HEADER);
        if (id == null) {
            id = RequestId.made();
            put(id, response.getHeaders());
        }
        return id;
    }

    /** Returns the request id of a response; null if no handler has processed the request. */
    public static String requestId(HttpServletResponse response) {
        return response.getHeader(RequestId.HEADER);
    }

    /** Resets a response, except for the common headers, those of CORS, and the end of its connection. */
    public static void reset(HttpServletResponse response) {
        String id = requestId(response);
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (name.regionMatches(true, 0, CORS, 0, CORS.length())
                    || name.equalsIgnoreCase(HttpHeader.VARY.asString())
                    || name.equalsIgnoreCase(HttpHeader.CONNECTION.asString())) {
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

    /**
     * Adds {@code Connection: close} if the connection is closed after the response, so that clients do not reuse it. Marks
     * requests whose client has disconnected.
     */
    private static final class ConnectionEnd extends HttpStream.Wrapper {

        private final Request request;
        private final Predicate<Request> last;

        ConnectionEnd(HttpStream stream, Request request, Predicate<Request> last) {
            super(stream);
            this.request = request;
            this.last = last;
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            if (last.test(request)
                    || !request.getConnectionMetaData().isPersistent()
                    || PipelineLimit.isExceeded(request)) {
                headers.put(HttpFields.CONNECTION_CLOSE);
            }
            super.prepareResponse(headers);
        }

        @Override
        public void send(
                MetaData.Request sent, MetaData.Response head, boolean last, ByteBuffer content, Callback callback) {
            super.send(sent, head, last, content, new Callback.Nested(callback) {
                @Override
                public void failed(Throwable failure) {
                    if (failure instanceof IOException || failure instanceof TimeoutException) {
                        AccessLogger.writeFailed(request);
                    }
                    super.failed(failure);
                }
            });
        }
    }
}
