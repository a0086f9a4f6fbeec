package org.executionsession.http.internal.operations;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections with many pipelined requests, which are sent before the response to the one before (RFC 9112, 9.3.2). One
 * thread handles those that have arrived together one after the other, so a few connections could keep all threads from other
 * clients. Hardly any client pipelines, and those that do must be able to send the rest again.
 */
final class PipelineLimit {

    /** The maximum number of pipelined requests of a connection. */
    private static final int MAX_PIPELINED = 16;

    private static final String COUNT = PipelineLimit.class.getName();

    private PipelineLimit() {}

    /** Counts a request if the next one arrived before its response. Returns whether there were too many. */
    static boolean isExceeded(Request request) {
        if (!(request.getConnectionMetaData() instanceof HttpConnection connection)
                || connection.isRequestBufferEmpty()
                // The rest of a body is not the next request.
                || DeclaredBody.isPresent(request) && !connection.getParser().isComplete()) {
            return false;
        }
        int count = connection.getAttribute(COUNT) instanceof Integer before ? before + 1 : 1;
        connection.setAttribute(COUNT, count);
        return count >= MAX_PIPELINED;
    }
}
