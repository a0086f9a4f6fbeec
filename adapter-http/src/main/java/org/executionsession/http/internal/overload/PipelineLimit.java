package org.executionsession.http.internal.overload;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections with many pipelined requests, which are sent before the response to the one before (RFC 9112, 9.3.2). One
 * thread handles those that have arrived together one after the other, so a few connections could keep all threads from other
 * clients. Hardly any client pipelines, and those that do must be able to send the rest again.
 */
final class PipelineLimit extends Handler.Wrapper {

    /** The maximum number of pipelined requests of a connection. */
    static final int MAX_PIPELINED = 16;

    private static final String COUNT = PipelineLimit.class.getName();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.addHttpStreamWrapper(stream -> new CountedStream(stream, request));
        return super.handle(request, response, callback);
    }

    /** Counts a request if the next one arrived before its response. Returns whether there were too many. */
    private static boolean isExceeded(Request request) {
        if (!(request.getConnectionMetaData() instanceof HttpConnection connection)
                || connection.isRequestBufferEmpty()
                // The rest of a body is not the next request.
                || hasBody(request) && !connection.getParser().isComplete()) {
            return false;
        }
        int count = connection.getAttribute(COUNT) instanceof Integer before ? before + 1 : 1;
        connection.setAttribute(COUNT, count);
        return count >= MAX_PIPELINED;
    }

    private static boolean hasBody(Request request) {
        return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static final class CountedStream extends HttpStream.Wrapper {

        private final Request request;

        CountedStream(HttpStream stream, Request request) {
            super(stream);
            this.request = request;
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            if (isExceeded(request)) {
                headers.put(HttpFields.CONNECTION_CLOSE);
            }
            super.prepareResponse(headers);
        }
    }
}
